package io.failstatic.control.distribution;

import static io.failstatic.control.RunningControl.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RawHttp;
import io.failstatic.control.RunningControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowClientsIT {

    @TempDir
    static Path data;

    private static RunningControl control;

    @BeforeAll
    static void start() {
        control = RunningControl.start(
                data, "control.distribution.max-connections=100", "control.distribution.max-waiting=0");
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    private static Socket connect(String start) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port("distribution"));
        socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void closesConnectionsThatNeverFinishTheirRequestWhileOthersAreServed() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            slow.add(connect("POST /distribution/v1/poll HTTP/1.1\r\nHost: l\r\nX-Slow: "));
        }
        assertThat(control.poll("{\"instanceId\":\"i-1\"}").statusCode()).isEqualTo(200);
        long began = System.nanoTime();
        for (Socket each : slow) {
            assertThat(each.getInputStream().read()).isEqualTo(-1);
            each.close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void tellsBodiesThatDoNotArrive() throws IOException {
        try (Socket socket = connect("POST /distribution/v1/poll HTTP/1.1\r\nHost: l\r\nAuthorization: Bearer " + AGENT
                + "\r\nContent-Length: 100\r\n\r\n{")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("application/problem+json");
        }
    }

    @Test
    void tellsBodiesThatAreTooLongWithoutReadingThem() throws IOException {
        String head = "POST /distribution/v1/poll HTTP/1.1\r\nHost: l\r\nAuthorization: Bearer " + AGENT + "\r\n";
        assertThat(RawHttp.exchange(control.port("distribution"), head + "Content-Length: 99999999\r\n\r\n{", 15_000))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json");
        assertThat(RawHttp.exchange(
                        control.port("distribution"),
                        head + "Transfer-Encoding: chunked\r\n\r\n11170\r\n" + "x".repeat(70_000),
                        15_000))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "GET /distribution/v1/snapshot HTTP/1.1\r\nHost: l\r\nbad header\r\n\r\n",
                "POST /distribution/v1/poll HTTP/1.1\r\nHost: l\r\nContent-Length: x\r\n\r\n"
            })
    void tellsAsAProblemWhatIsHardlyHttp(String request) throws IOException {
        assertThat(RawHttp.exchange(control.port("distribution"), request, 15_000))
                .matches("(?s)HTTP/1.[01] 4\\d\\d .*")
                .contains("application/problem+json");
    }

    @Test
    void tellsWhatIsTooLong() throws IOException {
        assertThat(RawHttp.exchange(
                        control.port("distribution"),
                        "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: l\r\n\r\n",
                        15_000))
                .contains(" 414 ", "application/problem+json");
        assertThat(RawHttp.exchange(
                        control.port("distribution"),
                        "GET / HTTP/1.1\r\nHost: l\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                        15_000))
                .contains(" 431 ", "application/problem+json");
    }

    @Test
    void answersAtOnceWhereThereIsNoRoomToWait() {
        String lineage = control.poll("{\"instanceId\":\"i-1\"}")
                .headers()
                .firstValue("Config-Lineage")
                .orElseThrow();
        long began = System.nanoTime();
        assertThat(control.poll("{\"instanceId\":\"i-1\",\"wait\":20,\"seen\":{\"lineage\":\"" + lineage
                                + "\",\"epoch\":9,\"revision\":1,\"digest\":null}}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
}
