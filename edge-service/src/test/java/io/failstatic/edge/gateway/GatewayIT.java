package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.FeatureFlag;
import io.failstatic.agent.config.HeaderCondition;
import io.failstatic.agent.config.Rollout;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.edge.tenant.Callers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayIT {

    private static final String KEY = "fsk_acme";

    private EdgeFixture edge;
    private FakeService service;

    @BeforeEach
    void start() throws Exception {
        edge = new EdgeFixture();
        service = new FakeService().recording();
        edge.serve(42, plain());
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        service.close();
    }

    @Test
    void withoutASnapshotEveryPathIsWithoutARouteAndTheAnonymousLimitIsShown() throws Exception {
        edge.snapshot = io.failstatic.agent.Snapshot.DEFAULTS;
        for (int i = 0; i < 150; i++) {
            HttpResponse<String> answer = edge.get("/anything");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(header(answer, "RateLimit-Limit")).isEqualTo("100");
            assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("100");
            assertThat(header(answer, "Config-Revision")).isEqualTo("0");
        }
    }

    @Test
    void forwardsAndStampsTheAnswer() throws Exception {
        HttpResponse<String> answer = edge.get("/a/x?q=1", "X-Api-Key", KEY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(header(answer, "Config-Revision")).isEqualTo("42");
        assertThat(header(answer, "RateLimit-Limit")).isEqualTo("5");
        assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("4");
        assertThat(header(answer, "RateLimit-Reset")).isEqualTo("10");
        assertThat(service.last().headers()).containsEntry("X-tenant-id", List.of("acme"));
        assertThat(service.last().headers()).doesNotContainKey("X-api-key");
    }

    @Test
    void theKeyMayComeAsBearerAndIsNotForwardedWhileAnotherAuthorizationIs() throws Exception {
        assertThat(edge.get("/a", "Authorization", "Bearer " + KEY).statusCode())
                .isEqualTo(200);
        assertThat(service.last().headers()).doesNotContainKey("Authorization").containsKey("X-tenant-id");

        assertThat(edge.get("/a", "Authorization", "Bearer eyJ.x.y", "X-Api-Key", KEY)
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.last().headers()).containsEntry("Authorization", List.of("Bearer eyJ.x.y"));
    }

    @Test
    void aKeyIsKnownFromOneSnapshotOnAndUnknownFromAnotherAndTheWindowIsTheTenants() throws Exception {
        edge.serve(
                50,
                EdgeFixture.source()
                        .tenant("acme", "fsk_new")
                        .policy("acme", 5, 10, "api")
                        .service("s", 5000, 0, service.url())
                        .route("/a", "s"));
        assertThat(edge.get("/a", "X-Api-Key", KEY).statusCode()).isEqualTo(401);
        assertThat(header(edge.get("/a", "X-Api-Key", "fsk_new"), "RateLimit-Remaining"))
                .isEqualTo("4");
        edge.serve(51, plain());
        assertThat(edge.get("/a", "X-Api-Key", "fsk_new").statusCode()).isEqualTo(401);
        // Another key of the same tenant is no way to a new window.
        assertThat(header(edge.get("/a", "X-Api-Key", KEY), "RateLimit-Remaining"))
                .isEqualTo("3");
    }

    @Test
    void anUnknownKeyIs401() throws Exception {
        HttpResponse<String> answer = edge.get("/a", "X-Api-Key", "fsk_other");
        assertProblem(answer, 401);
        assertThat(service.received).isEmpty();
    }

    @Test
    void whatTheClientSaysInOurNameIsDropped() throws Exception {
        edge.get(
                "/a",
                "X-Tenant-Id",
                "root",
                "X_Tenant_Id",
                "root",
                "X-Feature-Flags",
                "everything",
                "X-Request-Id",
                "mine",
                "Forwarded",
                "for=1.2.3.4",
                "X-Forwarded-For",
                "1.2.3.4",
                "X-Real-IP",
                "1.2.3.4");

        var headers = service.last().headers();
        assertThat(headers).doesNotContainKeys("X-tenant-id", "X_tenant_id", "X-forwarded-for", "X-real-ip");
        assertThat(headers.getFirst("X-Feature-Flags")).isEqualTo("for-all");
        assertThat(headers.get("X-Request-Id")).hasSize(1).doesNotContain("mine");
        assertThat(headers.get("Forwarded"))
                .containsExactly("for=127.0.0.1;host=\"127.0.0.1:" + edge.port() + "\";proto=http");
    }

    @Test
    void whatTheServiceSaysInOurNameIsReplaced() throws Exception {
        service.behaviour = exchange -> {
            exchange.getResponseHeaders().add("Config-Revision", "999");
            exchange.getResponseHeaders().add("RateLimit-Limit", "999");
            exchange.getResponseHeaders().add("RateLimit-Policy", "999");
            exchange.getResponseHeaders().add("Keep-Alive", "timeout=999");
            exchange.getResponseHeaders().add("Connection", "X-Hop");
            exchange.getResponseHeaders().add("X-Hop", "999");
            exchange.getResponseHeaders().add("X-Mine", "yes");
            FakeService.ok(exchange);
        };
        HttpResponse<String> answer = edge.get("/a");

        assertThat(answer.headers().allValues("Config-Revision")).containsExactly("42");
        assertThat(answer.headers().allValues("RateLimit-Limit")).containsExactly("100");
        assertThat(answer.headers().map()).doesNotContainKeys("ratelimit-policy", "keep-alive", "x-hop");
        assertThat(header(answer, "X-Mine")).isEqualTo("yes");
    }

    @Test
    void hopByHopHeadersEndHere() throws Exception {
        edge.raw(lines(
                "GET /a HTTP/1.1",
                "Host: h",
                "Connection: close, X-Hop",
                "X-Hop: 1",
                "Keep-Alive: 5",
                "TE: trailers",
                "Upgrade: websocket",
                "Proxy-Authorization: x",
                "X-Stays: 1",
                "",
                ""));

        assertThat(service.last().headers())
                .doesNotContainKeys("X-hop", "Keep-alive", "Te", "Upgrade", "Proxy-authorization")
                .containsKey("X-stays");
    }

    @Test
    void connectionCannotNameAwayWhatWeSay() throws Exception {
        edge.raw(lines(
                "POST /a HTTP/1.1",
                "Host: h",
                "Connection: close, X-Request-Id, Content-Length, Forwarded",
                "Content-Length: 3",
                "",
                "abc"));

        assertThat(service.last().headers()).containsKeys("X-request-id", "Forwarded");
        assertThat(service.last().body()).isEqualTo("abc");
    }

    @Test
    void refusesOverTheLimitWithRetryAfterUntilTheWindowEnds() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(edge.get("/a", "X-Api-Key", KEY).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = edge.get("/a", "X-Api-Key", KEY);
        assertProblem(refused, 429);
        assertThat(header(refused, "RateLimit-Remaining")).isEqualTo("0");
        assertThat(header(refused, "Retry-After")).isEqualTo(header(refused, "RateLimit-Reset"));
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 10);
        assertThat(service.received).hasSize(5);

        edge.skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(edge.get("/a", "X-Api-Key", KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void aChangeOfConfigurationNeverRefillsACounter() throws Exception {
        for (int i = 0; i < 5; i++) {
            edge.get("/a", "X-Api-Key", KEY);
        }
        edge.serve(43, plain());
        HttpResponse<String> refused = edge.get("/a", "X-Api-Key", KEY);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Config-Revision")).isEqualTo("43");

        edge.serve(
                44,
                tenants()
                        .policy("acme", 7, 10, "api")
                        .service("s", 5000, 0, service.url())
                        .route("/a", "s"));
        assertThat(header(edge.get("/a", "X-Api-Key", KEY), "RateLimit-Remaining"))
                .isEqualTo("1");
    }

    @Test
    void anonymousClientsHaveTheDefaultLimitEach() throws Exception {
        HttpResponse<String> answer = edge.get("/a");
        assertThat(header(answer, "RateLimit-Limit")).isEqualTo("100");
        assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("99");
        assertThat(header(answer, "RateLimit-Reset")).isEqualTo("60");
    }

    @Test
    void refusalsBeforeTheLimitDoNotCount() throws Exception {
        edge.get("/nowhere", "X-Api-Key", KEY);
        edge.get("/a%2fb", "X-Api-Key", KEY);
        edge.get("/a", "X-Api-Key", "fsk_other");
        assertThat(header(edge.get("/a", "X-Api-Key", KEY), "RateLimit-Remaining"))
                .isEqualTo("4");
        assertThat(header(edge.get("/nowhere", "X-Api-Key", KEY), "RateLimit-Remaining"))
                .isEqualTo("4");
    }

    @Test
    void noRouteIsAProblem() throws Exception {
        assertProblem(edge.get("/ab"), 404);
        assertProblem(edge.get("/A"), 404);
    }

    @ParameterizedTest
    @CsvSource({"/a,200", "/a/,200", "/a/b/c,200", "/%61,200", "/a//b,200", "/a;v=1,404", "/ab,404", "/,404"})
    void aRuleCoversItselfAndWhatIsBelow(String path, int status) throws Exception {
        assertThat(edge.get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void pathAndQueryAreForwardedUnchanged() throws Exception {
        edge.raw("GET //%61/b%20c?x=%2F..&y=a+b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(service.last().uri()).isEqualTo("//%61/b%20c?x=%2F..&y=a+b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../b", "/a/%2e%2e/b", "/a%2Fb", "/a%00", "/a%5Cb", "/a\\b", "/a/.", "*", "a"})
    void anAmbiguousPathIs400(String path) throws Exception {
        String answer = edge.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "Config-Revision: 42", "RateLimit-Limit: 100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a HTTP/1.1\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: \r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a,b\r\n\r\n",
                "GET /a HTTP/1.0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
                "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n 2\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n\t2\r\n\r\n",
                "GET /a HTTP/1.1\r\n Host: h\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "GET /a HTTP/1.1\nHost: h\n\n",
                "GET /a HTTP/1.1\r\nHost: h\r\nX\u0000Y: 1\r\n\r\n",
            })
    @Tag("X-06")
    void whatCanBeReadInTwoWaysIs400AndTheConnectionCloses(String request) throws Exception {
        assertThat(edge.raw(request)).startsWith("HTTP/1.").contains(" 400 ");
        assertThat(service.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,405", "TRACE,405"})
    void methodsOfConnectionsEndHere(String method, int status) throws Exception {
        String answer = edge.raw(method + " /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("Allow: GET");
    }

    @Test
    void conditionsSeeHeadersAndTheAuthenticatedTenantOnly() throws Exception {
        edge.serve(
                50,
                tenants()
                        .service("s", 5000, 0, service.url())
                        .route(rule("by-tenant", "/t", "X-Tenant-Id", "acme"))
                        .route(rule("by-header", "/h", "X-Tier", "gold")));

        assertThat(edge.get("/t", "X-Tenant-Id", "acme").statusCode()).isEqualTo(404);
        assertThat(edge.get("/t", "X-Api-Key", KEY).statusCode()).isEqualTo(200);
        assertThat(edge.get("/h", "x-tier", "gold").statusCode()).isEqualTo(200);
        assertThat(edge.get("/h", "x-tier", "Gold").statusCode()).isEqualTo(404);
    }

    @Test
    void flagsThatAreOnForTheTenantGoUpstreamSorted() throws Exception {
        edge.get("/a", "X-Api-Key", KEY);
        assertThat(service.last().headers().getFirst("X-Feature-Flags")).isEqualTo("beta,for-all");
        edge.get("/a");
        assertThat(service.last().headers().getFirst("X-Feature-Flags")).isEqualTo("for-all");
    }

    @Test
    void tooManyFlagNamesAreLeftOutAndCounted() throws Exception {
        EdgeFixture.SnapshotSource source = plain();
        for (int i = 0; i < 100; i++) {
            source.flag(
                    new FeatureFlag("many-" + i, 1, "a-flag-with-quite-a-long-name-indeed-number-" + i, true, null));
        }
        edge.serve(51, source);
        edge.get("/a");
        assertThat(service.last().headers()).doesNotContainKey("X-feature-flags");
        assertThat(edge.meters
                        .get("edge.flag.headers.omitted")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void moreThanTheBoundInFlightIs503AtOnceAndDoesNotCount() throws Exception {
        try (EdgeFixture small = new EdgeFixture(new Callers(false, null, List.of()), 1, true)) {
            small.serve(1, plain());
            CountDownLatch arrived = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            service.behaviour = exchange -> {
                arrived.countDown();
                try {
                    go.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                FakeService.ok(exchange);
            };
            var first = small.http.sendAsync(small.request("/a").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> refused = small.get("/a");
            assertProblem(refused, 503);
            assertThat(header(refused, "Retry-After")).isEqualTo("1");
            assertThat(header(refused, "RateLimit-Remaining")).isEqualTo("99");
            go.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(small.get("/a").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Tag("G7")
    void everyAnswerIsDecidedByOneSnapshot() throws Exception {
        service.behaviour = exchange -> {
            byte[] flags =
                    exchange.getRequestHeaders().getFirst("X-Feature-Flags").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, flags.length);
            exchange.getResponseBody().write(flags);
            exchange.close();
        };
        edge.serve(100, revealing(100));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Integer>> clients = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            String key = "fsk_t" + t;
            clients.add(threads.submit(() -> {
                int mixed = 0;
                for (int i = 0; i < 300; i++) {
                    HttpResponse<String> answer = edge.get("/a", "X-Api-Key", key);
                    String revision = header(answer, "Config-Revision");
                    boolean consistent = header(answer, "RateLimit-Limit").equals("100" + revision)
                            && answer.body().equals("rev-" + revision);
                    mixed += consistent ? 0 : 1;
                }
                return mixed;
            }));
        }
        for (int revision = 101; !clients.stream().allMatch(Future::isDone); revision = Math.min(revision + 1, 999)) {
            edge.serve(revision, revealing(revision));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        threads.shutdown();
        for (Future<Integer> mixed : clients) {
            assertThat(mixed.get()).isZero();
        }
    }

    /** A snapshot whose limit and whose flag say its revision. */
    private EdgeFixture.SnapshotSource revealing(int revision) {
        EdgeFixture.SnapshotSource source = EdgeFixture.source()
                .service("s", 5000, 0, service.url())
                .route("/a", "s")
                .flag(new FeatureFlag("f", 1, "rev-" + revision, true, null));
        for (int t = 0; t < 3; t++) {
            source.tenant("t" + t, "fsk_t" + t).policy("t" + t, 100_000 + revision, 3600, "api");
        }
        return source;
    }

    @Test
    void behindOurOwnGatewayAHeaderNamesTheTenant() throws Exception {
        try (EdgeFixture trusting = new EdgeFixture(new Callers(false, "X-Tenant-Id", List.of()), 10, true)) {
            trusting.serve(1, plain());
            HttpResponse<String> answer = trusting.get("/a", "X-Tenant-Id", "acme");
            assertThat(header(answer, "RateLimit-Limit")).isEqualTo("5");
            assertThat(service.last().headers().get("X-Tenant-Id")).containsExactly("acme");
        }
    }

    @Test
    void aRequiredKeyAnswersAnonymousCallersWith401() throws Exception {
        try (EdgeFixture strict = new EdgeFixture(new Callers(true, null, List.of()), 10, true)) {
            strict.serve(1, plain());
            assertProblem(strict.get("/a"), 401);
            assertThat(strict.get("/a", "X-Api-Key", KEY).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void requestsInFlightAreAnsweredBeforeTheListenerStops() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        service.behaviour = exchange -> {
            arrived.countDown();
            try {
                go.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            FakeService.ok(exchange);
        };
        var inFlight = edge.http.sendAsync(edge.request("/a").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch stopped = edge.stop();
        assertThat(stopped.await(200, TimeUnit.MILLISECONDS)).isFalse();
        go.countDown();
        assertThat(inFlight.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void headAndEmptyAnswersStayEmpty() throws Exception {
        HttpRequest.Builder head = edge.request("/a").method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertThat(edge.send(head).statusCode()).isEqualTo(200);
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        };
        assertThat(edge.get("/a").statusCode()).isEqualTo(204);
        assertThat(edge.send(edge.request("/nowhere").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEmpty();
        assertThat(edge.get("/a").statusCode()).isEqualTo(204);
    }

    @Test
    void countsWhatBecameOfRequests() throws Exception {
        edge.get("/a");
        edge.get("/nowhere");
        for (int i = 0; i < 6; i++) {
            edge.get("/a", "X-Api-Key", KEY);
        }
        var report = edge.traffic.sinceLastReport();
        assertThat(report.requests()).isEqualTo(8);
        assertThat(report.errors()).isZero();
        assertThat(report.rateLimited()).isEqualTo(1);
        assertThat(report.noRoute()).isEqualTo(1);
        assertThat(report.p99Millis()).isPositive();
        assertThat(edge.traffic.sinceLastReport().requests()).isZero();
        assertThat(edge.meters
                        .get("edge.requests")
                        .tag("outcome", "answered")
                        .timer()
                        .count())
                .isEqualTo(6);
        assertThat(edge.meters
                        .get("edge.upstream")
                        .tag("outcome", "answered")
                        .timer()
                        .count())
                .isEqualTo(6);
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private EdgeFixture.SnapshotSource tenants() {
        return EdgeFixture.source().tenant("acme", KEY);
    }

    private EdgeFixture.SnapshotSource plain() {
        return tenants()
                .policy("acme", 5, 10, "api")
                .service("s", 5000, 0, service.url())
                .route("/a", "s")
                .flag(new FeatureFlag("flag-1", 1, "for-all", true, null))
                .flag(new FeatureFlag("flag-2", 1, "beta", true, new Rollout(0, Set.of("acme"), Set.of())))
                .flag(new FeatureFlag("flag-3", 1, "off", false, null));
    }

    private static RoutingRule rule(String id, String path, String header, String value) {
        return new RoutingRule(id, 1, path, "s", List.of(new HeaderCondition(header, value)), 0, "api");
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"type\":", "\"title\":", "\"status\":" + status, "\"detail\":", "\"instance\":\"/");
        assertThat(answer.headers().map())
                .containsKeys("config-revision", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
