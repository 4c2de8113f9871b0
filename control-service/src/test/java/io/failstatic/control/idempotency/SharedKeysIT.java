package io.failstatic.control.idempotency;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Idempotency keys where two control services share one PostgreSQL, and over a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedKeysIT {

    private static final String KEY = "Idempotency-Key";

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private String database;
    private Path data;
    private RunningControl one;
    private RunningControl other;

    @BeforeAll
    void start(@TempDir Path directory) {
        data = directory;
        database = Postgres.shared().newDatabase();
        one = start("one");
        other = start("other");
    }

    private RunningControl start(String name) {
        return RunningControl.start(data.resolve(name), new Class<?>[] {HeldGuard.class}, database);
    }

    @AfterAll
    void stop() {
        callers.shutdown();
        one.close();
        other.close();
    }

    @Test
    @Tag("G4")
    void equalRequestsAtBothServicesHaveOneEffect() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "both-" + round;
            long before = revision(one);
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RunningControl control = i % 2 == 0 ? one : other;
                calls.add(() -> {
                    HttpResponse<String> answer = create(control, "{\"name\":\"n\"}", key);
                    long made =
                            answer.headers().firstValueAsLong("Config-Revision").orElseThrow();
                    assertThat(revision(control)).isGreaterThanOrEqualTo(made);
                    return answer;
                });
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : callers.invokeAll(calls)) {
                answers.add(answer.get());
            }
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                assertThat(answer.body()).isEqualTo(answers.get(0).body());
            });
            assertThat(revision(one)).isEqualTo(before + 1);
        }
    }

    @Test
    void aRequestThatIsStillRunningIsWaitedForAndThenInConflict() throws Exception {
        HeldGuard.reset();
        String body = "{\"id\":\"" + HeldGuard.HELD + "-1\",\"name\":\"n\"}";
        Future<HttpResponse<String>> first = callers.submit(() -> create(one, body, "running"));
        HeldGuard.awaitReached();
        long asked = System.nanoTime();
        Future<HttpResponse<String>> equal = callers.submit(() -> create(one, body, "running"));
        Future<HttpResponse<String>> elsewhere = callers.submit(() -> create(other, body, "running"));
        Future<HttpResponse<String>> different = callers.submit(() -> create(one, body + " ", "running"));
        assertInUse(equal.get());
        assertInUse(elsewhere.get());
        assertThat(different.get().statusCode()).isEqualTo(422);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofSeconds(5));

        Future<HttpResponse<String>> patient = callers.submit(() -> create(one, body, "running"));
        HeldGuard.release();
        assertThat(first.get().statusCode()).isEqualTo(201);
        assertThat(patient.get().statusCode()).isEqualTo(201);
        assertThat(patient.get().body()).isEqualTo(first.get().body());
        assertThat(patient.get().headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    @Test
    void answersOutliveTheService() {
        HttpResponse<String> first = create(other, "{\"name\":\"n\"}", "restart");
        other.close();
        other = start("other");
        HttpResponse<String> again = create(other, "{\"name\":\"n\"}", "restart");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
    }

    @Test
    void whoCannotLockTheLedgerIsUnavailableAndHasDoneNothing() throws Exception {
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select * from ledger for update");
            assertUnavailable(create(one, "{\"name\":\"n\"}", "locked"));
            connection.rollback();
        }
        HttpResponse<String> later = create(one, "{\"name\":\"n\"}", "locked");
        assertThat(later.statusCode()).isEqualTo(201);
        assertThat(later.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void isUnavailableBeforeItsDatabaseIsThere() {
        try (RunningControl early = RunningControl.start(
                data.resolve("early"), "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nothing")) {
            assertUnavailable(create(early, "{\"name\":\"n\"}", "early"));
        }
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void oneServiceAtATimeForgets() throws Exception {
        Postgres.run(
                database,
                "insert into kept_answer (caller, idempotency_key, fingerprint, status, headers, body, kept_at)"
                        + " values ('someone', 'old', 'f', 200, '{}', '', '2001-01-01 00:00:00Z')");
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + Forgetting.LOCK + ")");
            one.bean(Forgetting.class).forgetExpired();
            assertThat(isKept(statement)).isTrue();
            connection.rollback();
            other.bean(Forgetting.class).forgetExpired();
            assertThat(isKept(statement)).isFalse();
        }
    }

    private static boolean isKept(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select 1 from kept_answer where idempotency_key = 'old'")) {
            return rows.next();
        }
    }

    private static void assertInUse(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(json(answer).get("detail").asString()).contains(KEY);
    }

    private static HttpResponse<String> create(RunningControl control, String body, String key) {
        return control.admin(ADMIN, "POST", "/api/v1/tenants", body, KEY, key);
    }

    private static long revision(RunningControl control) {
        return control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null)
                .headers()
                .firstValueAsLong("Config-Revision")
                .orElseThrow();
    }
}
