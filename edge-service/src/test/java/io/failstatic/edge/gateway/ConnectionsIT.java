package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;

class ConnectionsIT {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String BODY = "{\n \"a\": 1,\n\t\"b\": 2\r\n \r\n\r\n }";

    private EdgeFixture edge;
    private FakeService service;

    @BeforeEach
    void start() throws Exception {
        service = new FakeService().recording();
        edge = new EdgeFixture();
        serve(edge);
    }

    @AfterEach
    void stop() {
        edge.close();
        service.close();
    }

    @Test
    @Tag("X-07")
    void aBodyThatTricklesInIsCutOffAndItsPlaceIsFree() throws Exception {
        try (EdgeFixture impatient = new EdgeFixture(Map.of("body-timeout", "500ms"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
            serve(impatient);
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nx"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("Connection: close")
                    .contains("application/problem+json");
            await().until(() -> impatient.inFlight() == 0);
        }
    }

    @Test
    void aServiceThatTakesItsTimeToReadIsNotTheClientsFault() throws Exception {
        String body = "0123456789".repeat(1_000_000);
        service.behaviour = exchange -> {
            try {
                TimeUnit.MILLISECONDS.sleep(2500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            service.receive(exchange);
            FakeService.ok(exchange);
        };
        // No byte buys any time.
        try (EdgeFixture patient = new EdgeFixture(Map.of("body-timeout", "2s", "min-body-rate", "1000GB"))) {
            serve(patient);
            assertThat(patient.send(patient.request("/a").POST(HttpRequest.BodyPublishers.ofString(body)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.last().body()).isEqualTo(body);
        }
    }

    @Test
    @Tag("X-06")
    void aFoldedFieldIsFoundBehindBodiesAndAcrossPackets() throws Exception {
        String post = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
        String chunks = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
        String folded = "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n 2\r\n\r\n";
        String answers = edge.raw(post + chunks + post + GET + folded);

        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(5);
        assertThat(answers).contains("HTTP/1.1 400 ").endsWith("}");
        assertThat(service.received).hasSize(4);
        assertThat(service.received.get(0).body()).isEqualTo(BODY);
        assertThat(service.received.get(1).body()).isEqualTo(BODY);

        // Up to the blank that folds: the edge hangs up there, and what is sent after it would meet a closed
        // connection.
        String upToTheFold = folded.substring(0, folded.indexOf("\r\n 2") + 3);
        assertThat(sendSlowly(upToTheFold)).startsWith("HTTP/1.1 400 ");
        assertThat(sendSlowly(chunks + post + upToTheFold))
                .startsWith("HTTP/1.1 200 ")
                .contains("HTTP/1.1 400 ");
    }

    @Test
    @Tag("X-07")
    void aHeadThatIsNotCompleteInTimeEndsItsConnectionAndAnIdleOneStays() throws Exception {
        try (Socket idle = connect();
                Socket slow = connect()) {
            write(idle, GET + "\r\n");
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            long start = System.nanoTime();
            write(slow, "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1");
            assertThat(slow.getInputStream().readAllBytes()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(EdgeFixture.HEAD_TIMEOUT.minusMillis(100), EdgeFixture.HEAD_TIMEOUT.plusSeconds(5));
            write(idle, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(text(idle)).contains("HTTP/1.1 200 ");
        }
    }

    @Test
    @Tag("X-07")
    void aBodyMayTakeLongerThanAHead() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab");
            assertThat(new CountDownLatch(1).await(EdgeFixture.HEAD_TIMEOUT.toMillis() + 500, TimeUnit.MILLISECONDS))
                    .isFalse();
            write(socket, "cd");
            assertThat(text(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whileDrainingAnswersCloseTheirConnectionsAndNewOnesAreAcceptedForAWhile() throws Exception {
        try (EdgeFixture leaving = new EdgeFixture(Map.of("drain-delay", "2s"))) {
            serve(leaving);
            try (Socket old = connect(leaving)) {
                write(old, GET);
                assertThat(old.getInputStream().read()).isEqualTo('H');
                CountDownLatch stopped = leaving.stop();
                assertThat(leaving.events)
                        .hasSize(1)
                        .first()
                        .satisfies(event -> assertThat(((AvailabilityChangeEvent<?>) event).getState())
                                .isEqualTo(ReadinessState.REFUSING_TRAFFIC));

                write(old, GET);
                assertThat(text(old)).contains("HTTP/1.1 200 ").contains("Connection: close");
                assertThat(leaving.raw(GET)).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
                assertThat(leaving.raw("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n"))
                        .startsWith("HTTP/1.1 404 ")
                        .containsIgnoringCase("connection: close");
                assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private void serve(EdgeFixture fixture) {
        fixture.serve(
                1, EdgeFixture.source().service("s", 10_000, 0, service.url()).route("/a", "s"));
    }

    private Socket connect() throws Exception {
        return connect(edge);
    }

    private static Socket connect(EdgeFixture fixture) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port());
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void write(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String text(Socket socket) throws Exception {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** One byte at a time. */
    private String sendSlowly(String bytes) throws Exception {
        try (Socket socket = connect()) {
            for (int i = 0; i < bytes.length(); i++) {
                write(socket, bytes.substring(i, i + 1));
            }
            return text(socket);
        }
    }
}
