package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.failstatic.edge.tenant.Callers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingIT {

    private static final int BIG = 100 * 1024 * 1024;

    private EdgeFixture edge;
    private FakeService service;
    private final CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        edge = new EdgeFixture();
        service = new FakeService().recording();
        serve(500, 0, service.url());
    }

    @AfterEach
    void stop() {
        go.countDown();
        edge.close();
        service.close();
    }

    @Test
    void aBigAnswerStreamsThrough() throws Exception {
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, BIG);
            write(exchange, BIG);
        };
        try (InputStream body = edge.http
                .send(edge.request("/a").build(), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(drain(body)).isEqualTo(BIG);
        }
    }

    @Test
    void anAnswerOfUnknownLengthStreamsThrough() throws Exception {
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            write(exchange, 3_000_000);
        };
        HttpResponse<String> answer = edge.get("/a");
        assertThat(answer.body()).hasSize(3_000_000);
        assertThat(answer.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    }

    @Test
    void aBigRequestStreamsThroughToASlowReaderWithLittleMemory() throws Exception {
        // What the kernel holds for a slow reader takes it longer than a short timeout.
        serve(10_000, 0, service.url());
        AtomicLong read = new AtomicLong();
        AtomicLong most = new AtomicLong();
        service.behaviour = exchange -> {
            byte[] buffer = new byte[1 << 20];
            InputStream body = exchange.getRequestBody();
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (read.addAndGet(n) % 97 == 0) {
                    most.accumulateAndGet(direct(), Math::max);
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            }
            FakeService.ok(exchange);
        };
        long before = direct();
        HttpRequest.Builder upload = edge.request("/a").POST(BodyPublishers.ofInputStream(() -> zeroes(BIG)));
        assertThat(edge.send(upload).statusCode()).isEqualTo(200);
        assertThat(read).hasValue(BIG);
        assertThat(most.get() - before).isLessThan(48L * 1024 * 1024);
    }

    @Test
    void aSlowUploadIsNotASlowService() throws Exception {
        byte[] half = "half".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 8\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            out.write(half);
            out.flush();
            assertThat(go.await(900, TimeUnit.MILLISECONDS)).isFalse();
            out.write(half);
            out.flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(service.last().body()).isEqualTo("halfhalf");
    }

    @Test
    void theBodyIsAskedForWhenTheServiceIsThere() throws Exception {
        HttpRequest.Builder upload = edge.request("/a").expectContinue(true).POST(BodyPublishers.ofString("please"));
        assertThat(edge.send(upload).statusCode()).isEqualTo(200);
        assertThat(service.last().body()).isEqualTo("please");
        assertThat(service.last().headers()).doesNotContainKey("Expect");
    }

    @Test
    void aClientThatLeavesCancelsTheService() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] chunk = new byte[64 * 1024];
                for (int i = 0; i < 100_000; i++) {
                    body.write(chunk);
                }
            } catch (IOException e) {
                cancelled.countDown();
            }
        };
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.getOutputStream().write("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(
                        () -> assertThat(count("edge.requests", "aborted")).isEqualTo(1));
    }

    @Test
    void aSlowServiceIs504AfterItsTimeout() throws Exception {
        service.behaviour = this::hang;
        long start = System.nanoTime();
        assertThat(edge.get("/a").statusCode()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(480), Duration.ofSeconds(3));
        assertThat(count("edge.upstream", "timeout")).isEqualTo(1);
    }

    @Test
    void aSlowServiceIs504AlsoWithABody() throws Exception {
        service.behaviour = this::hang;
        assertThat(edge.send(edge.request("/a").POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(504);
    }

    @Test
    void theTimeoutEndsWithTheResponseHeaders() throws Exception {
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("sl".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(900));
            exchange.getResponseBody().write("ow".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        };
        assertThat(edge.get("/a").body()).isEqualTo("slow");
    }

    @Test
    void aServiceThatIsNotThereIs502() throws Exception {
        serve(500, 0, "http://127.0.0.1:" + closedPort());
        HttpResponse<String> answer = edge.get("/a");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().map()).containsKeys("config-revision", "ratelimit-remaining");
    }

    @Test
    void aNameThatDoesNotResolveIs502() throws Exception {
        serve(2000, 0, "http://does-not-exist.invalid:80");
        assertThat(edge.get("/a").statusCode()).isEqualTo(502);
    }

    @Test
    void anAnswerThatBreaksOffBreaksOffForTheClient() throws Exception {
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            throw new IOException("broken off on purpose");
        };
        assertThatThrownBy(() -> edge.get("/a")).isInstanceOf(IOException.class);
    }

    @Test
    void anIdempotentRequestIsTriedAgainAsOftenAsTheServiceSays() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        service.behaviour = exchange -> {
            if (tries.incrementAndGet() <= 2) {
                throw new IOException("reset on purpose");
            }
            FakeService.ok(exchange);
        };
        serve(1000, 2, service.url());
        assertThat(edge.get("/a").statusCode()).isEqualTo(200);
        assertThat(tries).hasValue(3);

        tries.set(-10);
        assertThat(edge.get("/a").statusCode()).isEqualTo(502);
        assertThat(tries).hasValue(-7);
    }

    @Test
    void eachTryHasItsOwnTimeout() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        service.behaviour = exchange -> {
            if (tries.incrementAndGet() == 1) {
                hang(exchange);
            } else {
                FakeService.ok(exchange);
            }
        };
        serve(300, 1, service.url());
        assertThat(edge.get("/a").statusCode()).isEqualTo(200);
    }

    @Test
    void aPostIsNeverTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        service.behaviour = exchange -> {
            tries.incrementAndGet();
            throw new IOException("reset on purpose");
        };
        serve(1000, 5, service.url());
        assertThat(edge.send(edge.request("/a").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(502);
        assertThat(edge.send(edge.request("/a").POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(502);
        assertThat(tries).hasValue(2);
    }

    @Test
    void aBodyThatWasSentIsNotSentAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        service.behaviour = exchange -> {
            tries.incrementAndGet();
            service.receive(exchange);
            throw new IOException("reset on purpose");
        };
        serve(1000, 5, service.url());
        assertThat(edge.send(edge.request("/a").PUT(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(502);
        assertThat(tries).hasValue(1);
    }

    @Test
    void aPutGoesOnToAnotherEndpointWhenTheFirstCannotBeReached() throws Exception {
        serve(1000, 1, "http://127.0.0.1:" + closedPort(), service.url());
        for (int i = 0; i < 10; i++) {
            assertThat(edge.send(edge.request("/a").PUT(BodyPublishers.ofString("x" + i)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.last().body()).isEqualTo("x" + i);
        }
    }

    @Test
    void endpointsTakeTurns() throws Exception {
        try (FakeService other = new FakeService().recording()) {
            serve(1000, 0, service.url(), other.url());
            for (int i = 0; i < 10; i++) {
                edge.get("/a");
            }
            assertThat(service.received).hasSize(5);
            assertThat(other.received).hasSize(5);
        }
    }

    @Test
    void anEndpointThatFailsIsPassedOver() throws Exception {
        serve(1000, 0, "http://127.0.0.1:" + closedPort(), service.url());
        int failed = 0;
        for (int i = 0; i < 40; i++) {
            failed += edge.get("/a").statusCode() == 502 ? 1 : 0;
        }
        assertThat(failed).isEqualTo(3);
    }

    @Test
    void anEndpointThatHangsIsPassedOverAndAskedAgainLater() throws Exception {
        try (FakeService hanging = new FakeService()) {
            hanging.behaviour = this::hang;
            serve(150, 0, hanging.url(), service.url());
            assertThat(statuses(20)).containsEntry(504, 3L).containsEntry(200, 17L);

            hanging.recording();
            edge.skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
            serve(5000, 0, hanging.url(), service.url());
            assertThat(statuses(10)).containsOnlyKeys(200);
            assertThat(hanging.received).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void anEndpointWithNobodyToAnswerIsPassedOver(int status) throws Exception {
        try (FakeService empty = new FakeService()) {
            empty.behaviour = exchange -> {
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            };
            serve(5000, 0, empty.url(), service.url());
            assertThat(statuses(20)).containsEntry(status, 3L).containsEntry(200, 17L);
        }
    }

    @Test
    void anEndpointThatBreaksOffIsPassedOverButNotOneWithFaultsOfItsOwn() throws Exception {
        try (FakeService other = new FakeService()) {
            other.behaviour = exchange -> {
                throw new IOException("reset on purpose");
            };
            serve(5000, 0, other.url(), service.url());
            assertThat(statuses(20)).containsEntry(502, 3L).containsEntry(200, 17L);
        }
        try (FakeService other = new FakeService()) {
            other.behaviour = exchange -> {
                exchange.sendResponseHeaders(500, -1);
                exchange.close();
            };
            serve(5000, 0, other.url(), service.url());
            assertThat(statuses(20)).containsEntry(500, 10L).containsEntry(200, 10L);
        }
    }

    private Map<Integer, Long> statuses(int requests) throws Exception {
        Map<Integer, Long> counts = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            counts.merge(edge.get("/a").statusCode(), 1L, Long::sum);
        }
        return counts;
    }

    @Test
    void anEmptyBodyThatHasEndedIsTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        service.behaviour = exchange -> {
            if (tries.incrementAndGet() == 1) {
                service.receive(exchange);
                throw new IOException("reset on purpose");
            }
            FakeService.ok(exchange);
        };
        serve(1000, 1, service.url());
        String head = "PUT /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(edge.raw(head.concat("0\r\n\r\n"))).startsWith("HTTP/1.1 200 ");
        assertThat(tries).hasValue(2);
    }

    @Test
    void aClientThatLeavesBeforeAnyAnswerCancelsTheService() throws Exception {
        try (ServerSocket backend = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            serve(20_000, 5, "http://127.0.0.1:" + backend.getLocalPort());
            Socket asked;
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
                client.getOutputStream().write("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                asked = backend.accept();
                assertThat(asked.getInputStream().read()).isEqualTo('G');
            }
            asked.setSoTimeout(10_000);
            try (asked) {
                // Ends, long before the time for an answer does.
                assertThat(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("ET /a HTTP/1.1");
            } catch (SocketException reset) {
                assertThat(reset).isNotInstanceOf(SocketTimeoutException.class);
            }
            await().until(() -> edge.inFlight() == 0);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheServiceBack() throws Exception {
        AtomicLong written = new AtomicLong();
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, BIG);
            byte[] chunk = new byte[64 * 1024];
            try (OutputStream body = exchange.getResponseBody()) {
                for (int left = BIG; left > 0; left -= chunk.length) {
                    body.write(chunk, 0, Math.min(left, chunk.length));
                    written.addAndGet(chunk.length);
                }
            }
        };
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
            client.getOutputStream().write("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            AtomicLong last = new AtomicLong(-1);
            // Nothing moves any more: what was written is in buffers on the way.
            await().pollInterval(Duration.ofMillis(300)).until(() -> last.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isLessThan(BIG / 2);

            client.setSoTimeout(10_000);
            byte[] buffer = new byte[1 << 20];
            long total = 1;
            while (total < BIG) {
                int n = client.getInputStream().read(buffer);
                assertThat(n).isPositive();
                total += n;
            }
        }
    }

    @Test
    void aServiceThatLeadsBackIsNotCalled() throws Exception {
        serve(1000, 0, "http://127.0.0.1:" + edge.port());
        assertThat(edge.get("/a").statusCode()).isEqualTo(502);
        assertThat(count("edge.upstream", "forbidden_target")).isEqualTo(1);
    }

    @Test
    void aLoopThroughAnotherHopEnds() throws Exception {
        service.behaviour = exchange -> {
            HttpResponse<String> again;
            try {
                again = edge.get("/a", "Via", exchange.getRequestHeaders().getFirst("Via"));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(again.statusCode(), -1);
            exchange.close();
        };
        serve(3000, 0, service.url());
        assertThat(edge.get("/a").statusCode()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:80",
                "http://localhost:80",
                "http://[::1]:80",
                "http://169.254.169.254",
                "http://[::ffff:a9fe:a9fe]",
                "http://0:80",
                "http://2852039166"
            })
    @Tag("X-05")
    void loopbackAndMetadataTargetsAreCheckedOnConnect(String endpoint) throws Exception {
        try (EdgeFixture strict = new EdgeFixture(new Callers(false, null, List.of()), 10, false)) {
            strict.serve(1, EdgeFixture.source().service("s", 1000, 0, endpoint).route("/a", "s"));
            HttpResponse<String> answer = strict.get("/a");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("may not be called");
        }
    }

    @Test
    void theBasePathOfAnEndpointComesFirst() throws Exception {
        serve(1000, 0, service.url() + "/base/");
        edge.get("/a/b?c=d");
        assertThat(service.last().uri()).isEqualTo("/base/a/b?c=d");
    }

    private void serve(int timeoutMs, int retries, String... endpoints) {
        edge.serve(
                7,
                EdgeFixture.source().service("s", timeoutMs, retries, endpoints).route("/a", "s"));
    }

    private long count(String timer, String outcome) {
        return edge.meters.get(timer).tag("outcome", outcome).timer().count();
    }

    private void hang(HttpExchange exchange) {
        try {
            go.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void write(HttpExchange exchange, int bytes) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        try (OutputStream body = exchange.getResponseBody()) {
            for (int left = bytes; left > 0; left -= chunk.length) {
                body.write(chunk, 0, Math.min(left, chunk.length));
            }
        }
    }

    private static long drain(InputStream body) throws IOException {
        byte[] buffer = new byte[1 << 20];
        long total = 0;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            total += n;
        }
        return total;
    }

    /** As many zeroes, without an array of them. */
    private static InputStream zeroes(int bytes) {
        return new InputStream() {
            private int left = bytes;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int n = Math.min(left, length);
                left -= n;
                return n == 0 ? -1 : n;
            }
        };
    }

    /** Netty's buffers, wherever they are. */
    private static long direct() {
        return io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }
}
