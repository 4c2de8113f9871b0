package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.edge.shared.FakeRedis;
import io.failstatic.edge.shared.RedisServer;
import io.failstatic.edge.shared.SharedCounters;
import io.failstatic.edge.shared.TestCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedCountersIT {

    /** So long that a loaded machine is not taken for a slow Redis. */
    private static final Duration PATIENT = Duration.ofSeconds(1);

    private static final Duration IMPATIENT = Duration.ofMillis(30);
    private static final String KEY = "fsk_acme";
    private static final String WINDOW = "test:tenant:api:acme";

    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService().recording();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void twoEdgesShareOneLimitExactly() throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture first = edge(redis, 150, 3600);
                EdgeFixture second = edge(redis, 150, 3600)) {
            AtomicInteger allowed = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> users = new ArrayList<>();
            for (EdgeFixture edge : List.of(first, second, first, second)) {
                users.add(threads.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        int status = status(edge);
                        (status == 200 ? allowed : refused).incrementAndGet();
                        assertThat(status).isIn(200, 429);
                    }
                    return null;
                }));
            }
            for (Future<?> user : users) {
                user.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();

            assertThat(allowed).hasValue(150);
            assertThat(refused).hasValue(90);
            assertThat(redis.number("GET " + WINDOW)).isEqualTo(150);
        }
    }

    @Test
    @Tag("G6")
    void noChangeOfConfigurationRefillsASharedWindowOrMovesItsEnd() throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture first = edge(redis, 3, 3600);
                EdgeFixture second = edge(redis, 3, 3600)) {
            assertThat(status(first)).isEqualTo(200);
            assertThat(status(second)).isEqualTo(200);
            long end = redis.number("PTTL " + WINDOW);
            assertThat(end).isBetween(3_500_000L, 3_600_000L);

            serve(first, 2, 60);
            serve(second, 2, 60);
            HttpResponse<String> refused = get(first);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("RateLimit-Limit")).contains("2");
            assertThat(Long.parseLong(
                            refused.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(3500L, 3600L);
            assertThat(status(second)).isEqualTo(429);
            serve(first, 4, 60);
            serve(second, 4, 60);
            HttpResponse<String> third = get(second);
            assertThat(third.headers().firstValue("RateLimit-Remaining")).contains("1");
            assertThat(get(first).headers().firstValue("RateLimit-Remaining")).contains("0");
            assertThat(status(second)).isEqualTo(429);
            assertThat(redis.number("PTTL " + WINDOW)).isBetween(3_500_000L, end);
        }
    }

    @Test
    void aWindowEndsForAllEdgesAtOnceAndIsForgottenInRedis() throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture first = edge(redis, 1, 1);
                EdgeFixture second = edge(redis, 1, 1)) {
            assertThat(status(first)).isEqualTo(200);
            await().until(() -> redis.command("GET " + WINDOW).equals("$-1"));
            assertThat(status(second)).isEqualTo(200);
        }
    }

    @Test
    void aRedisThatForgotEverythingRefillsNothing() throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture edge = edge(TestCounters.at(redis.url(), PATIENT), 5, 3600)) {
            SharedCounters shared = edge.shared;
            assertThat(status(edge)).isEqualTo(200);
            assertThat(status(edge)).isEqualTo(200);
            redis.kill();
            await().until(() -> !shared.isTogether());
            assertThat(shared.reason()).isNotBlank();
            assertThat(get(edge).headers().firstValue("RateLimit-Remaining")).contains("2");
            redis.start();
            await().until(shared::isTogether);
            assertThat(get(edge).headers().firstValue("RateLimit-Remaining")).contains("1");
            assertThat(redis.number("GET " + WINDOW)).isEqualTo(4);
            assertThat(redis.number("PTTL " + WINDOW)).isBetween(3_500_000L, 3_600_000L);
            assertThat(status(edge)).isEqualTo(200);
            assertThat(status(edge)).isEqualTo(429);
        }
    }

    @Test
    void noRequestFailsWhileRedisIsFrozenKilledAndBackAgain() throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture edge = edge(TestCounters.at(redis.url(), IMPATIENT), 1_000_000, 3600)) {
            SharedCounters shared = edge.shared;
            AtomicBoolean open = new AtomicBoolean(true);
            AtomicLong served = new AtomicLong();
            List<Integer> failures = new ArrayList<>();
            ExecutorService user = Executors.newSingleThreadExecutor();
            Future<?> traffic = user.submit(() -> {
                while (open.get()) {
                    int status = status(edge);
                    served.incrementAndGet();
                    if (status != 200) {
                        failures.add(status);
                    }
                }
                return null;
            });
            awaitServed(served, 50);
            redis.freeze();
            await().until(() -> !shared.isTogether());
            awaitServed(served, 50);
            redis.thaw();
            await().until(shared::isTogether);
            awaitServed(served, 50);
            redis.kill();
            await().until(() -> !shared.isTogether());
            awaitServed(served, 50);
            redis.start();
            await().until(shared::isTogether);
            awaitServed(served, 50);
            open.set(false);
            traffic.get(20, TimeUnit.SECONDS);
            user.shutdown();

            assertThat(failures).isEmpty();
            assertThat(TestCounters.counted(shared).get("slow")).isBetween(1L, 100L);
            assertThat(TestCounters.counted(shared).get("away")).isPositive();
            assertThat(TestCounters.counted(shared).get("shared")).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$-1\r\n",
                "+OK\r\n",
                ":1\r\n",
                "*0\r\n",
                "*2\r\n:1\r\n:1\r\n",
                "*3\r\n:1\r\n:-7\r\n:60000\r\n",
                "*3\r\n:1\r\n:1\r\n:-1\r\n",
                "*3\r\n:1\r\n:1\r\n:999999999999999\r\n",
                "*3\r\n:1\r\n:4\r\n:60000\r\n",
                "*3\r\n:0\r\n:1\r\n:60000\r\n",
                "*3\r\n:2\r\n:1\r\n:60000\r\n",
                "*3\r\n:1\r\n:9223372036854775807\r\n:60000\r\n",
                "*3\r\n$1\r\n1\r\n$1\r\n1\r\n$5\r\n60000\r\n",
                "*3\r\n$-1\r\n$-1\r\n$-1\r\n",
                "*3\r\n*1\r\n:1\r\n:1\r\n:60000\r\n",
                "-OOM command not allowed when used memory > 'maxmemory'\r\n",
                "-NOSCRIPT No matching script\r\n",
                "\u0001\u0002 no protocol at all\r\n"
            })
    void aRedisThatLiesIsNotBelievedAndTheEdgeCountsAlone(String lie) throws Exception {
        try (FakeRedis redis = new FakeRedis();
                EdgeFixture edge = edge(TestCounters.at(redis.url(), IMPATIENT), 3, 3600)) {
            redis.answer = lie;
            for (int left = 2; left >= 0; left--) {
                HttpResponse<String> answer = get(edge);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("RateLimit-Remaining")).contains(String.valueOf(left));
            }
            assertThat(status(edge)).isEqualTo(429);
        }
    }

    @Test
    void anAnswerThatCanBeTrueIsBelieved() throws Exception {
        try (FakeRedis redis = new FakeRedis();
                EdgeFixture edge = edge(TestCounters.at(redis.url(), PATIENT), 3, 3600)) {
            redis.answer = "*3\r\n:1\r\n:2\r\n:60000\r\n";
            HttpResponse<String> answer = get(edge);
            assertThat(answer.headers().firstValue("RateLimit-Remaining")).contains("1");
            assertThat(answer.headers().firstValue("RateLimit-Reset")).contains("60");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET %s garbage", "SET %s -5", "SET %s 1e30", "SET %s 99999999999999", "LPUSH %s x"})
    void aKeyThatHoldsNoWindowCostsOnlyItsOwnCallerAndGoesByItself(String command) throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture edge = edge(TestCounters.at(redis.url(), PATIENT), 4, 1)) {
            SharedCounters shared = edge.shared;
            redis.command(command.formatted(WINDOW));
            assertThat(get(edge).headers().firstValue("RateLimit-Remaining")).contains("3");
            assertThat(TestCounters.counted(shared).get("wrong")).isEqualTo(1);
            // Anonymous, another window.
            assertThat(edge.get("/a").statusCode()).isEqualTo(200);
            assertThat(TestCounters.counted(shared).get("shared")).isEqualTo(1);
            assertThat(redis.number("PTTL " + WINDOW)).isBetween(-2L, 1000L);

            await().until(() -> redis.command("EXISTS " + WINDOW).equals(":0"));
            assertThat(status(edge)).isEqualTo(200);
            assertThat(TestCounters.counted(shared).get("shared")).isEqualTo(2);
        }
    }

    @Test
    void aWindowWithoutAnEndIsGivenOne() throws Exception {
        try (RedisServer redis = new RedisServer();
                EdgeFixture edge = edge(redis, 4, 60)) {
            redis.command("SET " + WINDOW + " 3");
            assertThat(get(edge).headers().firstValue("RateLimit-Remaining")).contains("0");
            assertThat(redis.number("PTTL " + WINDOW)).isBetween(1L, 60_000L);
        }
    }

    @Test
    void aBodyArrivesWholeAlthoughItsRequestHasToWait() throws Exception {
        String body = "0123456789".repeat(50_000);
        try (RedisServer redis = new RedisServer();
                EdgeFixture edge = edge(redis, 10, 60)) {
            for (int i = 0; i < 3; i++) {
                assertThat(edge.send(edge.request("/a")
                                        .header("X-Api-Key", KEY)
                                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(service.last().body()).isEqualTo(body);
            }
            // A refused body is dropped, and the connection is good for the next request.
            serve(edge, 3, 60);
            assertThat(edge.send(edge.request("/a")
                                    .header("X-Api-Key", KEY)
                                    .POST(HttpRequest.BodyPublishers.ofString(body)))
                            .statusCode())
                    .isEqualTo(429);
            assertThat(status(edge)).isEqualTo(429);
        }
    }

    @Test
    void aClientThatLeavesWhileRedisIsAskedGivesItsPlaceBack() throws Exception {
        try (FakeRedis redis = new FakeRedis();
                EdgeFixture edge = edge(TestCounters.at(redis.url(), PATIENT), 3, 60)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
                socket.getOutputStream()
                        .write("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                await().until(() -> edge.inFlight() == 1);
            }
            await().until(() -> edge.inFlight() == 0);
            assertThat(service.received).isEmpty();
        }
    }

    private EdgeFixture edge(RedisServer redis, int limit, int window) {
        return edge(TestCounters.at(redis.url(), PATIENT), limit, window);
    }

    private EdgeFixture edge(SharedCounters shared, int limit, int window) {
        EdgeFixture edge = new EdgeFixture(shared);
        serve(edge, limit, window);
        await().until(shared::isTogether);
        return edge;
    }

    private void serve(EdgeFixture edge, int limit, int window) {
        edge.serve(
                edge.snapshot.revision() + 1,
                EdgeFixture.source()
                        .tenant("acme", KEY)
                        .policy("acme", limit, window, "api")
                        .service("s", 5000, 0, service.url())
                        .route("/a", "s"));
    }

    private static HttpResponse<String> get(EdgeFixture edge) throws IOException, InterruptedException {
        return edge.get("/a", "X-Api-Key", KEY);
    }

    private static int status(EdgeFixture edge) throws IOException, InterruptedException {
        return get(edge).statusCode();
    }

    private static void awaitServed(AtomicLong served, long more) {
        long until = served.get() + more;
        await().atMost(Duration.ofSeconds(30)).until(() -> served.get() >= until);
    }
}
