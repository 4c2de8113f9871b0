package io.failstatic.control.distribution;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.OTHER_AGENT;
import static io.failstatic.control.RunningControl.json;
import static io.failstatic.control.distribution.FakeSnapshots.LINEAGE;
import static io.failstatic.control.distribution.FakeSnapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.control.RunningControl;
import io.failstatic.control.snapshot.RenderedSnapshot;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollsIT {

    @TempDir
    static Path data;

    private static RunningControl control;
    private static FakeSnapshots stored;
    private static Heads heads;
    private static long revision;

    private RenderedSnapshot head;

    @BeforeAll
    static void start() {
        control = RunningControl.start(data, new Class<?>[] {FakeSnapshots.Instead.class});
        stored = control.bean(FakeSnapshots.class);
        heads = control.bean(Heads.class);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @BeforeEach
    void publish() {
        head = offer();
    }

    private static RenderedSnapshot offer() {
        RenderedSnapshot next = snapshot(1, ++revision);
        stored.store(next);
        heads.offered(next);
        return next;
    }

    private static String poll(String instance, int wait, String seen) {
        return "{\"instanceId\":\"" + instance
                + "\",\"agentVersion\":\"1\",\"host\":\"h\",\"labels\":{\"zone\":\"eu\"},"
                + "\"wait\":" + wait + ",\"seen\":" + seen + ",\"applied\":null,\"lastGood\":null,\"probation\":false,"
                + "\"origin\":\"DEFAULTS\",\"state\":\"OK\",\"stalenessSeconds\":0,\"refused\":null,\"health\":null}";
    }

    private static String seen(String lineage, long epoch, long revision, String digest) {
        return "{\"lineage\":\"" + lineage + "\",\"epoch\":" + epoch + ",\"revision\":" + revision + ",\"digest\":\""
                + digest + "\"}";
    }

    private String seenHead() {
        return seen(LINEAGE, 1, head.revision(), head.digest());
    }

    private void assertCommonHeaders(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Config-Lineage")).hasValue(LINEAGE);
        assertThat(answer.headers().firstValue("Config-Epoch")).hasValue("1");
        assertThat(answer.headers().firstValue("Config-Revision")).hasValue(Long.toString(head.revision()));
        assertThat(answer.headers().firstValue("Poll-Interval")).hasValue("10");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Vary")).hasValue("Accept-Encoding");
    }

    private void assertIsHead(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertCommonHeaders(answer);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Config-Digest")).hasValue(head.digest());
        assertThat(answer.headers().firstValue("Config-Signature")).hasValue(head.signature());
        assertThat(answer.headers().firstValue("ETag").orElseThrow())
                .matches("\"1\\." + head.revision() + "\\.[0-9a-f]{16}\"");
        assertThat(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(head.json());
    }

    private void assertProblem(HttpResponse<String> answer, int status, String path) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("status").asInt()).isEqualTo(status);
        assertThat(json(answer).get("instance").asString()).isEqualTo(path);
        assertThat(json(answer).propertyNames()).contains("type", "title", "detail");
        assertThat(answer.body()).doesNotContain("Exception", "tools.jackson", "\tat ");
        assertCommonHeaders(answer);
    }

    @Test
    void servesTheSnapshotToAnInstanceThatHasSeenNothing() {
        assertIsHead(control.poll(poll("i-1", 0, "null")));
    }

    @Test
    void servesTheSnapshotWhenThePairIsAboveSeenOrEqualWithOtherBytesOrOfAnotherLineage() {
        assertIsHead(control.poll(poll("i-1", 0, seen(LINEAGE, 1, head.revision() - 1, head.digest()))));
        assertIsHead(control.poll(poll("i-1", 0, seen(LINEAGE, 0, head.revision() + 5, head.digest()))));
        assertIsHead(control.poll(poll("i-1", 0, seen(LINEAGE, 1, head.revision(), "sha-256=:AAAA:"))));
        assertIsHead(control.poll(poll("i-1", 0, seen("another", 9, 99, head.digest()))));
    }

    @Test
    void answersNothingNewerWithoutABody() {
        for (String seen : List.of(
                seenHead(), seen(LINEAGE, 1, head.revision() + 1, "sha-256=:AAAA:"), seen(LINEAGE, 2, 1, "x"))) {
            HttpResponse<String> answer = control.poll(poll("i-1", 0, seen));
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            assertCommonHeaders(answer);
        }
    }

    @Test
    void holdsAPollToTheEndOfItsWait() {
        long before = System.nanoTime();
        HttpResponse<String> answer = control.poll(poll("i-1", 1, seenHead()));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertCommonHeaders(answer);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(950), Duration.ofSeconds(5));
    }

    @Test
    void answersEveryHeldPollAsSoonAsTheHeadMoves() throws Exception {
        int count = 200;
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(control.pollLater(poll("held-" + i, 25, seenHead())));
        }
        WaitingPolls waiting = control.bean(WaitingPolls.class);
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting.size() == count);
        assertThat(control.management("/actuator/prometheus").body()).contains("control_waiting 200.0");

        head = offer();

        for (CompletableFuture<HttpResponse<String>> each : held) {
            assertIsHead(each.get(5, TimeUnit.SECONDS));
        }
        assertThat(waiting.size()).isZero();
    }

    @Test
    void healsALostOfferWithinTwoSeconds() throws Exception {
        CompletableFuture<HttpResponse<String>> held = control.pollLater(poll("i-1", 20, seenHead()));
        head = snapshot(1, ++revision);
        stored.store(head);
        assertIsHead(held.get(4, TimeUnit.SECONDS));
    }

    @Test
    void keepsAnsweringWhileTheDatabaseIsAway() {
        stored.fail(true);
        try {
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> !json(control.admin(ADMIN, "GET", "/api/v1/status", null))
                            .get("publishing")
                            .asBoolean());
            assertIsHead(control.poll(poll("i-1", 0, "null")));
            assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(json(control.admin(ADMIN, "GET", "/api/v1/status", null))
                            .get("reason")
                            .asString())
                    .isNotBlank();
        } finally {
            stored.fail(false);
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> json(control.admin(ADMIN, "GET", "/api/v1/status", null))
                        .get("publishing")
                        .asBoolean());
    }

    @Test
    void servesTheStoredGzipBytesOnRequestOnly() {
        HttpResponse<String> coded = control.distribution(
                AGENT, "POST", "/distribution/v1/poll", poll("i-1", 0, "null"), "Accept-Encoding", "gzip");
        assertThat(coded.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(coded.headers().firstValue("Content-Length")).hasValue(Integer.toString(head.gzip().length));
        assertThat(coded.headers().firstValue("Config-Digest")).hasValue(head.digest());
        HttpResponse<String> plain = control.distribution(
                AGENT, "POST", "/distribution/v1/poll", poll("i-1", 0, "null"), "Accept-Encoding", "gzip;q=0");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void servesTheSnapshotToPlainClients() {
        HttpResponse<String> answer = control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
        assertIsHead(answer);
        String etag = answer.headers().firstValue("ETag").orElseThrow();
        for (String condition : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            HttpResponse<String> unchanged = control.distribution(
                    AGENT, "GET", "/distribution/v1/snapshot", null, "If-None-Match", condition, "Instance-Id", "i-9");
            assertThat(unchanged.statusCode()).isEqualTo(304);
            assertThat(unchanged.headers().firstValue("ETag")).hasValue(etag);
            assertCommonHeaders(unchanged);
        }
        assertIsHead(control.distribution(
                AGENT, "GET", "/distribution/v1/snapshot", null, "If-None-Match", "\"1.1.0000000000000000\""));
        assertProblem(
                control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null, "Instance-Id", "a b"),
                400,
                "/distribution/v1/snapshot");
    }

    @Test
    void servesTheArticlesForm() {
        assertIsHead(control.distribution(AGENT, "GET", "/api/v1/gateway-config", null));
        assertIsHead(control.distribution(
                AGENT, "GET", "/api/v1/gateway-config?current_version=" + (head.revision() - 1), null));
        for (long version : List.of(head.revision(), head.revision() + 1)) {
            assertThat(control.distribution(AGENT, "GET", "/api/v1/gateway-config?current_version=" + version, null)
                            .statusCode())
                    .isEqualTo(304);
        }
        assertProblem(
                control.distribution(AGENT, "GET", "/api/v1/gateway-config?current_version=x", null),
                400,
                "/api/v1/gateway-config");
    }

    @Test
    void listsTheKeyThatSigns() {
        HttpResponse<String> answer = control.distribution(AGENT, "GET", "/distribution/v1/keys", null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("keys")).hasSize(1);
        assertCommonHeaders(answer);
    }

    @Test
    void letsOnlyAgentsIn() {
        String path = "/distribution/v1/poll";
        HttpResponse<String> nobody = control.distribution(null, "POST", path, poll("i-1", 0, "null"));
        assertProblem(nobody, 401, path);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertProblem(control.distribution("wrong", "POST", path, poll("i-1", 0, "null")), 401, path);
        assertProblem(control.distribution(ADMIN, "POST", path, poll("i-1", 0, "null")), 403, path);
    }

    @Test
    void bindsAnInstanceToTheTokenItWasFirstUsedWith() {
        assertIsHead(control.poll(poll("bound", 0, "null")));
        assertProblem(
                control.distribution(OTHER_AGENT, "POST", "/distribution/v1/poll", poll("bound", 0, "null")),
                403,
                "/distribution/v1/poll");
        assertIsHead(control.poll(poll("bound", 0, "null")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"instanceId\":\"a b\"}",
                "{\"instanceId\":7}",
                "{\"instanceId\":\"i\",\"wait\":-1}",
                "{\"instanceId\":\"i\",\"wait\":\"10\"}",
                "{\"instanceId\":\"i\",\"seen\":{}}",
                "{\"instanceId\":\"i\",\"seen\":{\"lineage\":\"l\",\"epoch\":1.5,\"revision\":1,\"digest\":\"d\"}}",
                "{\"instanceId\":\"i\",\"seen\":{\"lineage\":null,\"epoch\":1,\"revision\":1,\"digest\":\"d\"}}",
                "{\"instanceId\":\"i\",\"labels\":{\"a\":null}}",
                "{\"instanceId\":\"i\",\"instanceId\":\"i\"}",
                "{\"instanceId\":\"i\"} trailing",
            })
    void refusesABodyThatIsNoPoll(String body) {
        assertProblem(control.poll(body), 400, "/distribution/v1/poll");
    }

    @Test
    void toleratesWhatItDoesNotKnow() {
        assertIsHead(control.poll("{\"instanceId\":\"i-1\",\"new\":{\"a\":[1]},\"wait\":0.5}"));
    }

    @Test
    void refusesOversizeBodies() {
        assertProblem(
                control.poll("{\"instanceId\":\"i\",\"host\":\"" + "x".repeat(70_000) + "\"}"),
                413,
                "/distribution/v1/poll");
    }

    @Test
    void tellsWhatIsNotThere() {
        assertProblem(control.distribution(AGENT, "GET", "/nothing", null), 404, "/nothing");
        HttpResponse<String> wrongMethod = control.distribution(AGENT, "GET", "/distribution/v1/poll", null);
        assertProblem(wrongMethod, 405, "/distribution/v1/poll");
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        assertProblem(
                control.distribution(AGENT, "DELETE", "/distribution/v1/snapshot", null),
                405,
                "/distribution/v1/snapshot");
    }

    @Test
    void neverGoesBackWithinALineage() {
        RenderedSnapshot older = snapshot(1, 0);
        heads.offered(older);
        heads.offered(snapshot(LINEAGE, 1, head.revision(), "other content"));
        assertIsHead(control.poll(poll("i-1", 0, "null")));
    }

    @Test
    void showsWhatInstancesSay() {
        control.poll("{\"instanceId\":\"shown\",\"agentVersion\":\"1.2\",\"host\":\"h1\",\"labels\":{\"zone\":\"eu\"},"
                + "\"wait\":0,\"seen\":" + seenHead() + ",\"state\":\"OK\",\"stalenessSeconds\":0,"
                + "\"applied\":{\"lineage\":\"" + LINEAGE + "\",\"epoch\":1,\"revision\":" + head.revision()
                + ",\"digest\":\"" + head.digest() + "\",\"audience\":\"stable\",\"at\":\"2026-11-20T10:00:01Z\"},"
                + "\"health\":{\"requests\":5,\"errors\":0,\"p99Millis\":3.5,\"rateLimited\":0,\"noRoute\":0}}");
        var shown = json(control.admin(ADMIN, "GET", "/api/v1/instances/shown", null));
        assertThat(shown.get("state").asString()).isEqualTo("CONVERGED");
        assertThat(shown.get("applied").get("revision").asLong()).isEqualTo(head.revision());
        assertThat(shown.get("labels").get("zone").asString()).isEqualTo("eu");
        assertThat(json(control.admin(ADMIN, "GET", "/api/v1/instances?state=CONVERGED&label=zone=eu", null))
                        .get("items")
                        .toString())
                .contains("\"shown\"");
        var status = json(control.admin(ADMIN, "GET", "/api/v1/status", null));
        assertThat(status.get("lineage").asString()).isEqualTo(LINEAGE);
        assertThat(status.get("epoch").asLong()).isEqualTo(1);
        assertThat(status.get("revision").asLong()).isEqualTo(head.revision());
        assertThat(status.get("frozen").asBoolean()).isFalse();
        assertThat(status.get("rollouts").isEmpty()).isTrue();
        assertThat(status.get("instances").get("CONVERGED").asInt()).isPositive();
        assertThat(control.admin(ADMIN, "GET", "/api/v1/instances/nobody", null).statusCode())
                .isEqualTo(404);
        for (String query :
                List.of("?state=", "?state=GREEN", "?nonsense=1", "?pageSize=0", "?pageSize=201", "?pageToken=é")) {
            assertThat(control.admin(ADMIN, "GET", "/api/v1/instances" + query.replace("é", "%C3%A9"), null)
                            .statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
    }
}
