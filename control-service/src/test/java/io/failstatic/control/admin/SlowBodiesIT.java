package io.failstatic.control.admin;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time to send a body, or never do. */
class SlowBodiesIT {

    private static final int THREADS = 4;

    @TempDir
    static Path data;

    private static RunningControl control;

    private final ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
    private final List<ScheduledFuture<?>> drips = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        control = RunningControl.start(
                data,
                "server.tomcat.threads.max=" + THREADS,
                "server.tomcat.threads.min-spare=1",
                "server.tomcat.connection-timeout=1s",
                "control.admin.body-deadline=700ms");
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        drips.forEach(drip -> drip.cancel(false));
        dripping.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Sends the head of a request that announces a long body, and its first byte. */
    private Socket begin(String request, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port("admin"));
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        String head =
                request + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n"
                        + String.join("", headers) + "\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void drip(Socket socket) {
        drips.add(dripping.scheduleWithFixedDelay(
                () -> {
                    try {
                        socket.getOutputStream().write(' ');
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                50,
                50,
                TimeUnit.MILLISECONDS));
    }

    private static String statusOf(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Idempotency-Key: k\r\n"})
    void refusesABodyThatDripsOrStalls(String key) throws IOException {
        Socket dripped = begin("POST /api/v1/tenants", bearer(ADMIN), key);
        drip(dripped);
        Socket stalled = begin("POST /api/v1/tenants", bearer(ADMIN), key);
        assertThat(statusOf(dripped)).startsWith("HTTP/1.1 408");
        // The container has its own word for it where a filter reads.
        assertThat(statusOf(stalled)).containsPattern("HTTP/1.1 40[08]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Idempotency-Key: long\r\n"})
    void refusesALongBodyBeforeItIsThere(String key) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port("admin"));
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST /api/v1/tenants HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n"
                                + bearer(ADMIN) + key + "Content-Type: application/json\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(statusOf(socket)).startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/v1/tenants", "GET /api/v1/status"})
    void nobodyKeepsOthersOutWithABodyThatNobodyReads(String request) throws IOException {
        for (int i = 0; i < 3 * THREADS; i++) {
            drip(begin(request, request.startsWith("GET") ? bearer(VIEWER) : ""));
        }
        assertThat(statusOf(sockets.get(0))).startsWith(request.startsWith("GET") ? "HTTP/1.1 200" : "HTTP/1.1 401");
        assertThat(control.admin(ADMIN, "GET", "/api/v1/status", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void hangsUpOnAHeadThatNeverEnds() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port("admin"));
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write("GET /api/v1/status HTT".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .doesNotContain(" 200 ");
    }
}
