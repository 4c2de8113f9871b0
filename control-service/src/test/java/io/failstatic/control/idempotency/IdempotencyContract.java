package io.failstatic.control.idempotency;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Mutations under an idempotency key, sentence by sentence; the same on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IdempotencyContract {

    private static final String KEY = "Idempotency-Key";

    private RunningControl control;
    private JdbcTemplate jdbc;
    private int names;

    /** Starts the service over the database of the subclass. */
    abstract RunningControl start(Path data, Class<?>[] more);

    @BeforeAll
    void start(@TempDir Path data) {
        control = start(data, new Class<?>[] {HandClock.class});
        jdbc = control.bean(JdbcTemplate.class);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    void theSameRequestIsAnsweredAgainAndDoneOnce() {
        String key = unique("key");
        String body = "{\"name\":\"Acme\"}";
        HttpResponse<String> first = post("/tenants", body, KEY, key, "Change-Reason", "why");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(first.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        long revision = revision();
        assertThat(first.headers().firstValue("Config-Revision")).hasValue(Long.toString(revision));

        HttpResponse<String> again = post("/tenants", body, KEY, "\"" + key + "\"", "X-Request-Id", "mine");
        assertReplayed(again, first);
        assertThat(again.headers().firstValue("Location"))
                .hasValue("/api/v1/tenants/" + json(first).get("id").asString());
        assertThat(again.headers().firstValue("ETag")).hasValue("\"1\"");
        assertThat(again.headers().firstValue("X-Request-Id")).hasValue("mine");
        assertThat(again.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(revision()).isEqualTo(revision);
        assertThat(jdbc.queryForObject(
                        "select count(*) from audit_entry where resource_id = ?",
                        Integer.class,
                        json(first).get("id").asString()))
                .isEqualTo(1);
    }

    @Test
    void everyMutationIsDoneOnce() {
        String id = unique("each");
        String document = "/documents/" + id;
        twice("POST", "/documents", "{\"id\":\"" + id + "\",\"content\":1}");
        long before = revision();
        twice("PUT", document, "{\"content\":2}");
        twice("PATCH", document, "{\"content\":3}", "Content-Type", "application/merge-patch+json");
        twice("DELETE", document, null);
        twice("POST", document + "/rollback", "{\"targetVersion\":1,\"reason\":\"back\"}");
        twice(
                "POST",
                "/changesets",
                "{\"changes\":[{\"op\":\"delete\",\"kind\":\"documents\",\"id\":\"" + id + "\"}]}");
        twice("POST", "/revisions/" + before + "/restore", "{\"reason\":\"as it was\"}", "Confirm-Removal", "100");
        twice("POST", "/apply", "{\"resources\":{\"documents\":[{\"id\":\"" + id + "\",\"content\":9}]}}");
        assertThat(json(get(document)).get("version").asInt()).isEqualTo(8);

        String tenant = unique("tenant");
        twice("POST", "/tenants", "{\"id\":\"" + tenant + "\",\"name\":\"n\"}");
        String keys = "/tenants/" + tenant + "/api-keys";
        twice("DELETE", keys + "/" + json(post(keys, null)).get("keyId").asString(), null);

        twice("POST", "/epochs", "{\"reason\":\"r\"}", "Break-Glass", "true");

        String freeze = "{\"reason\":\"r\",\"operations\":[\"START_ROLLOUT\"]}";
        HttpResponse<String> frozen = twice("POST", "/freezes", freeze);
        twice("POST", "/freeze", freeze);
        twice("POST", "/freeze-operations", freeze);
        twice("DELETE", "/freezes/" + json(frozen).get("id").asString(), null);
        assertThat(json(get("/freezes?active=true")).get("items")).hasSize(2);
        assertThat(json(twice("POST", "/unfreeze", "{\"reason\":\"r\"}")).get("items"))
                .hasSize(2);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        String key = unique("key");
        String id = unique("reused");
        String body = "{\"id\":\"" + id + "\",\"content\":1}";
        HttpResponse<String> first = post("/documents", body, KEY, key);
        assertThat(first.statusCode()).isEqualTo(201);
        assertReused(post("/documents", body + " ", KEY, key));
        assertReused(post("/documents?dryRun=true", body, KEY, key));
        assertReused(post("/documents?dryRun=false", body, KEY, key));
        assertReused(post("/documents", body, KEY, key, "If-Match", "\"1\""));
        assertReused(post("/changesets", body, KEY, key));
        assertReused(send("PUT", "/documents", body, KEY, key));
        // The first one's answer is still there.
        assertReplayed(post("/documents", body, KEY, key), first);
        // Reading has no use for keys.
        assertThat(control.admin(ADMIN, "GET", "/api/v1/documents/" + id, null, KEY, key)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aKeyIsItsCallersOwn() {
        String key = unique("key");
        String body = "{\"name\":\"n\"}";
        HttpResponse<String> alice = post("/tenants", body, KEY, key);
        HttpResponse<String> edith = control.admin(EDITOR, "POST", "/api/v1/tenants", body, KEY, key);
        assertThat(edith.statusCode()).isEqualTo(201);
        assertThat(json(edith).get("id")).isNotEqualTo(json(alice).get("id"));
        assertThat(json(edith).get("updatedBy").asString()).isEqualTo("edith");
    }

    @Test
    void aReplayNeedsTheRoleThatTheRequestNeeds() {
        String key = unique("key");
        assertThat(control.admin(VIEWER, "POST", "/api/v1/tenants", "{\"name\":\"n\"}", KEY, key)
                        .statusCode())
                .isEqualTo(403);
        assertThat(control.admin(null, "POST", "/api/v1/tenants", "{\"name\":\"n\"}", KEY, key)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anApiKeyIsShownOnceAndKeptNowhere() {
        String tenant = unique("tenant");
        post("/tenants", "{\"id\":\"" + tenant + "\",\"name\":\"n\"}");
        String key = unique("key");
        HttpResponse<String> issued = post("/tenants/" + tenant + "/api-keys", null, KEY, key);
        assertThat(json(issued).get("apiKey").asString()).startsWith("fsk_");
        HttpResponse<String> again = post("/tenants/" + tenant + "/api-keys", null, KEY, key);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(again.body())
                .isEqualTo("{\"keyId\":\"" + json(issued).get("keyId").asString() + "\"}");
        assertThat(again.headers().firstValue("Config-Revision"))
                .isEqualTo(issued.headers().firstValue("Config-Revision"));
        assertThat(again.headers().firstValue("Cache-Control"))
                .isEqualTo(issued.headers().firstValue("Cache-Control"));
    }

    @Test
    void onlySuccessIsKept() {
        String key = unique("key");
        String id = unique("fails-first");
        assertThat(post("/tenants", "{\"name\":7}", KEY, key).statusCode()).isEqualTo(400);
        assertThat(post("/tenants", "{}", KEY, key).statusCode()).isEqualTo(422);
        assertThat(send("PUT", "/tenants/" + id, "{\"name\":\"n\"}", KEY, key).statusCode())
                .isEqualTo(404);
        String body = "{\"id\":\"" + id + "\",\"name\":\"n\"}";
        assertThat(post("/tenants", body, KEY, key).statusCode()).isEqualTo(201);

        String stale = unique("key");
        HttpResponse<String> refused =
                send("PUT", "/tenants/" + id, "{\"name\":\"m\"}", KEY, stale, "If-Match", "\"7\"");
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(json(refused).get("version").asInt()).isEqualTo(1);
        assertThat(send("PUT", "/tenants/" + id, "{\"name\":\"m\"}", KEY, stale, "If-Match", "\"1\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFrozenRequestMayBeSentAgainUnderItsKey() {
        String key = unique("key");
        String freeze = json(post("/freezes", "{\"reason\":\"r\",\"kinds\":[\"services\"]}", KEY, unique("key")))
                .get("id")
                .asString();
        assertThat(json(get("/status")).get("frozen").asBoolean()).isTrue();
        String body = "{\"endpoints\":[\"http://example.com\"]}";
        assertThat(post("/services", body, KEY, key).statusCode()).isEqualTo(423);
        assertThat(send("DELETE", "/freezes/" + freeze, null, KEY, unique("key"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(json(get("/status")).get("frozen").asBoolean()).isFalse();
        assertThat(post("/services", body, KEY, key).statusCode()).isEqualTo(201);
    }

    @Test
    void aDryRunKeepsNothing() {
        String key = unique("key");
        String id = unique("tried");
        String body = "{\"id\":\"" + id + "\",\"content\":1}";
        long revision = revision();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> tried = post("/documents?dryRun=true", body, KEY, key);
            assertThat(tried.statusCode()).isEqualTo(201);
            assertThat(json(tried).has("impact")).isTrue();
            assertThat(tried.headers().firstValue("Idempotency-Replayed")).isEmpty();
        }
        assertThat(post("/freezes?dryRun=true", "{\"reason\":\"r\"}", KEY, key).statusCode())
                .isEqualTo(201);
        assertThat(json(get("/status")).get("frozen").asBoolean()).isFalse();
        assertThat(revision()).isEqualTo(revision);
        HttpResponse<String> done = post("/documents", body, KEY, key);
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(done.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "\"open", "a\"b", "LONG"})
    void aMalformedKeyIsRefused(String key) {
        HttpResponse<String> answer =
                post("/tenants", "{\"name\":\"n\"}", KEY, key.equals("LONG") ? "k".repeat(256) : key);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer).get("errors").get(0).get("parameter").asString())
                .isEqualTo(KEY);
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void bodiesAreLimitedUnderAKeyToo() {
        HttpResponse<String> answer = post("/tenants", "x".repeat(1_100_000), KEY, unique("key"));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(post("/nothing", "{}", KEY, unique("key")).statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/tenants", "{}", KEY, unique("key")).statusCode())
                .isEqualTo(405);
        assertThat(post("/tenants", "<a/>", KEY, unique("key"), "Content-Type", "text/xml")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void refusalsAreStillOnRecord() {
        String key = unique("key");
        String id = unique("refused");
        post("/documents", "{\"id\":\"" + id + "\",\"content\":1}");
        assertThat(send("PUT", "/documents/" + id, "{\"content\":2}", KEY, key, "If-Match", "\"9\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(jdbc.queryForObject(
                        "select outcome from audit_entry where action = 'UPDATE_DOCUMENT' and resource_id = ?",
                        String.class,
                        id))
                .isEqualTo("CONFLICT");
    }

    @Test
    @Tag("G2")
    void fiftyEqualRequestsAtOnceHaveOneEffect() throws Exception {
        String key = unique("key");
        long before = revision();
        ExecutorService callers = Executors.newFixedThreadPool(50);
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(() -> post("/tenants", "{\"name\":\"n\"}", KEY, key));
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> answer : callers.invokeAll(calls)) {
            answers.add(answer.get());
        }
        callers.shutdown();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo(answers.get(0).body());
            assertThat(lasting(answer)).isEqualTo(lasting(answers.get(0)));
        });
        assertThat(answers.stream()
                        .filter(answer -> answer.headers()
                                .firstValue("Idempotency-Replayed")
                                .isEmpty()))
                .hasSize(1);
        assertThat(revision()).isEqualTo(before + 1);
    }

    @Test
    @Tag("G2")
    void whatCannotBeKeptIsNotDone() {
        String key = unique("key");
        String id = unique("undone");
        String body = "{\"id\":\"" + id + "\",\"content\":1}";
        long before = revision();
        String digest = snapshot().headers().firstValue("Config-Digest").orElseThrow();
        jdbc.execute("alter table kept_answer add constraint broken check (idempotency_key <> '" + key + "')");
        try {
            HttpResponse<String> answer = post("/documents", body, KEY, key);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(answer.headers().firstValue("Location")).isEmpty();
            assertThat(answer.headers().firstValue("Config-Revision")).isEmpty();
            assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        } finally {
            jdbc.execute("alter table kept_answer drop constraint broken");
        }
        assertThat(get("/documents/" + id).statusCode()).isEqualTo(404);
        assertThat(revision()).isEqualTo(before);
        assertThat(snapshot().headers().firstValue("Config-Digest")).hasValue(digest);
        assertThat(jdbc.queryForObject("select count(*) from audit_entry where resource_id = ?", Integer.class, id))
                .isZero();
        assertThat(post("/documents", body, KEY, key).statusCode()).isEqualTo(201);
    }

    @Test
    void anAnswerIsForgottenAfterADayAndRemovedInSteps() {
        String key = unique("key");
        String body = "{\"name\":\"n\"}";
        HttpResponse<String> first = post("/tenants", body, KEY, key);
        HandClock.advance(KeptAnswers.KEPT.minusSeconds(1));
        assertReplayed(post("/tenants", body, KEY, key), first);
        HandClock.advance(Duration.ofSeconds(2));
        HttpResponse<String> later = post("/tenants", body, KEY, key);
        assertThat(later.statusCode()).isEqualTo(201);
        assertThat(later.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(json(later).get("id")).isNotEqualTo(json(first).get("id"));
        assertReplayed(post("/tenants", body, KEY, key), later);

        Forgetting forgetting = control.bean(Forgetting.class);
        forgetting.forgetExpired();
        int kept = kept();
        HandClock.advance(KeptAnswers.KEPT.plusSeconds(1));
        post("/tenants", body, KEY, unique("key"));
        int old = 2 * Forgetting.STEP + 1 - kept;
        jdbc.update("insert into kept_answer (caller, idempotency_key, fingerprint, status, headers, body, kept_at)"
                + " select 'someone', cast(n as varchar(20)), 'f', 200, '{}', cast('' as bytea), timestamp with time zone"
                + " '2001-01-01 00:00:00Z' from (select row_number() over () as n from information_schema.columns a,"
                + " information_schema.columns b) as numbers where n <= " + old);
        assertThat(kept()).isEqualTo(2 * Forgetting.STEP + 2);
        assertThat(forgetting.forgetExpired()).isEqualTo(3);
        assertThat(kept()).isEqualTo(1);
    }

    private int kept() {
        return jdbc.queryForObject("select count(*) from kept_answer", Integer.class);
    }

    private HttpResponse<String> twice(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(KEY);
        all.add(unique("key"));
        HttpResponse<String> first = send(method, path, body, all.toArray(String[]::new));
        assertThat(first.statusCode()).as(path + " " + first.body()).isBetween(200, 299);
        long revision = revision();
        first.headers()
                .firstValueAsLong("Config-Revision")
                .ifPresent(made -> assertThat(revision).isEqualTo(made));
        assertReplayed(send(method, path, body, all.toArray(String[]::new)), first);
        assertThat(revision()).isEqualTo(revision);
        return first;
    }

    private static void assertReplayed(HttpResponse<String> again, HttpResponse<String> first) {
        assertThat(again.statusCode()).as(again.body()).isEqualTo(first.statusCode());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(lasting(again)).isEqualTo(lasting(first));
    }

    private static void assertReused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer).get("detail").asString()).contains(KEY);
    }

    /** The headers that tell nothing of the exchange itself. */
    private static Map<String, List<String>> lasting(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet()
                .removeAll(List.of(
                        "date",
                        "x-request-id",
                        "idempotency-replayed",
                        "connection",
                        "keep-alive",
                        "transfer-encoding",
                        "content-length"));
        return headers;
    }

    private long revision() {
        return snapshot().headers().firstValueAsLong("Config-Revision").orElseThrow();
    }

    private HttpResponse<String> snapshot() {
        return control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        return control.admin(ADMIN, method, "/api/v1" + path, body, headers);
    }

    private synchronized String unique(String prefix) {
        return prefix + "-" + ++names;
    }
}
