package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What becomes of writes and polls while a real PostgreSQL fails in its ways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(6);

    private Path data;
    private Postgres postgres;
    private String database;
    private RunningControl control;
    private int ids;

    @BeforeAll
    void start(@TempDir Path directory) {
        data = directory.resolve("control");
        postgres = Postgres.startIn(directory.resolve("postgres"));
        database = postgres.newDatabase();
        control = RunningControl.start(data, database);
    }

    @AfterAll
    void stop() {
        control.close();
        postgres.close();
    }

    @BeforeEach
    void whole() {
        assertThat(create("before-" + ids++).statusCode()).isEqualTo(201);
    }

    @AfterEach
    void wholeAgain() {
        String id = "after-" + ids++;
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> create(id).statusCode() == 201);
        assertNothingIsHalfDone();
    }

    @Test
    void stopped() {
        postgres.stop();
        assertWritesAreRefusedAndPollsGoOn();
        postgres.restart();
    }

    @Test
    void killedAndAwayWhileTheServiceItselfIsStartedAgain() {
        postgres.kill();
        assertWritesAreRefusedAndPollsGoOn();
        control.close();
        control = RunningControl.start(data, database);
        assertWritesAreRefusedAndPollsGoOn();
        postgres.restart();
    }

    @Test
    void hanging() {
        postgres.suspend();
        try {
            assertWritesAreRefusedAndPollsGoOn();
        } finally {
            postgres.resume();
        }
    }

    @Test
    void lockedByAnother() throws SQLException {
        try (Connection other = Postgres.connect(database)) {
            other.setAutoCommit(false);
            other.createStatement().execute("select * from ledger for update");
            assertWritesAreRefusedAndPollsGoOn();
        }
    }

    @Test
    void outOfConnections() {
        String name = name();
        postgres.execute("alter database " + name + " allow_connections false", cutOff(name));
        try {
            assertWritesAreRefusedAndPollsGoOn();
        } finally {
            postgres.execute("alter database " + name + " allow_connections true");
        }
    }

    @Test
    void readOnly() {
        String name = name();
        postgres.execute("alter database " + name + " set default_transaction_read_only = on", cutOff(name));
        try {
            assertWritesAreRefusedAndPollsGoOn();
        } finally {
            postgres.execute("alter database " + name + " reset default_transaction_read_only", cutOff(name));
        }
    }

    private String name() {
        return database.replaceAll(".*/(.*)\\?.*", "$1");
    }

    private static String cutOff(String database) {
        return "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'";
    }

    private void assertWritesAreRefusedAndPollsGoOn() {
        for (int i = 0; i < 2; i++) {
            long before = System.nanoTime();
            HttpResponse<String> refused = create("refused-" + ids++);
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(took).isLessThan(SOON);
            for (int poll = 0; poll < 10; poll++) {
                before = System.nanoTime();
                HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-" + poll + "\"}");
                assertThat(polled.statusCode()).isEqualTo(200);
                assertThat(polled.body()).contains("before-").doesNotContain("refused-");
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            }
        }
        assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> create(String id) {
        return control.admin(ADMIN, "POST", "/api/v1/documents", "{\"id\":\"" + id + "\",\"content\":1}");
    }

    private void assertNothingIsHalfDone() {
        JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
        long resources = count(jdbc, "select count(*) from resource");
        assertThat(count(jdbc, "select count(*) from resource where id like 'refused-%'"))
                .isZero();
        assertThat(count(jdbc, "select count(*) from resource_version")).isEqualTo(resources);
        assertThat(count(jdbc, "select count(*) from audit_entry where outcome = 'OK'"))
                .isEqualTo(resources);
        assertThat(count(jdbc, "select revision from ledger")).isEqualTo(resources + 1);
        assertThat(count(jdbc, "select count(*) from revision")).isEqualTo(resources + 1);
    }

    private static long count(JdbcTemplate jdbc, String query) {
        return jdbc.queryForObject(query, Long.class);
    }
}
