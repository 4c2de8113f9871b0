package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What becomes of writes and polls while a real PostgreSQL has no connection, or no space on its disk, left to give. */
@Tag("G2")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseLimitsIT {

    private static final String CONTENT = "x".repeat(60_000);

    private final Set<String> sent = new HashSet<>();
    private final Set<String> acknowledged = new HashSet<>();
    private Path disk;
    private boolean small;
    private Postgres postgres;
    private String database;
    private RunningControl control;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        disk = Files.createDirectories(directory.resolve("disk"));
        small = run("mount", "-t", "tmpfs", "-o", "size=192m", "failstatic-test", disk.toString());
        postgres = Postgres.startIn(disk.resolve("postgres"), Map.of("max_connections", "30", "max_wal_size", "48MB"));
        database = postgres.newDatabase();
        control = RunningControl.start(directory.resolve("control"), database);
    }

    @AfterAll
    void stop() throws Exception {
        control.close();
        postgres.close();
        if (small) {
            Awaitility.await("the last process of the database is gone")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> run("umount", disk.toString()));
        }
    }

    @Test
    void everyConnectionIsTaken() throws Exception {
        assertThat(create("before-connections", "1")).isEqualTo(201);
        String name = database.replaceAll(".*/(.*)\\?.*", "$1");
        List<Connection> taken = new ArrayList<>();
        try {
            Connection first = postgres.connect();
            taken.add(first);
            try (Statement statement = first.createStatement()) {
                statement.execute("alter database " + name + " allow_connections false");
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
                takeAll(taken);
                statement.execute("alter database " + name + " allow_connections true");
            }
            assertWritesAreRefusedAndPollsGoOn("connections");
        } finally {
            for (Connection each : taken) {
                each.close();
            }
        }
        assertWholeAgain("after-connections");
    }

    private void takeAll(List<Connection> taken) {
        Awaitility.await("connections that the terminated backends leave")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    assertThatThrownBy(() -> {
                                while (true) {
                                    taken.add(postgres.connect());
                                }
                            })
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    e -> assertThat(e.getSQLState()).isEqualTo("53300"));
                    assertThat(taken).hasSizeGreaterThanOrEqualTo(30);
                });
    }

    @Test
    void theDiskIsFull() throws Exception {
        Assumptions.assumeTrue(small, "only root may mount the small disk that this fills");
        assertThat(create("before-disk", "1")).isEqualTo(201);
        Path filler = disk.resolve("filler");
        fill(filler);
        try {
            // What has room in pages and in the log that are there already still goes.
            for (int i = 0; i < 50 && create("filling-" + i, '"' + CONTENT + '"') == 201; i++) {
                fill(filler);
            }
            assertWritesAreRefusedAndPollsGoOn("disk");
        } finally {
            Files.delete(filler);
        }
        if (!postgres.answers()) {
            // Without room for its log PostgreSQL ends itself, and comes back when somebody has made some.
            postgres.restart();
        }
        assertWholeAgain("after-disk");
    }

    private static void fill(Path filler) throws IOException {
        byte[] zeros = new byte[8192];
        try (OutputStream file = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                file.write(zeros);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
    }

    private void assertWritesAreRefusedAndPollsGoOn(String prefix) {
        for (int i = 0; i < 3; i++) {
            assertThat(create("refused-" + prefix + i, '"' + CONTENT + '"')).isEqualTo(503);
            for (int poll = 0; poll < 10; poll++) {
                long before = System.nanoTime();
                HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-" + poll + "\"}");
                assertThat(polled.statusCode()).isEqualTo(200);
                assertThat(polled.body()).contains("before-" + prefix).doesNotContain("refused-");
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            }
        }
        assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
    }

    private int create(String id, String content) {
        sent.add(id);
        long before = System.nanoTime();
        HttpResponse<String> answer = control.admin(
                ADMIN, "POST", "/api/v1/documents", "{\"id\":\"" + id + "\",\"content\":" + content + "}");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
        if (answer.statusCode() == 201) {
            acknowledged.add(id);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        return answer.statusCode();
    }

    private void assertWholeAgain(String prefix) {
        int[] attempt = {0};
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> create(prefix + attempt[0]++, "1") == 201);
        JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
        Set<String> stored = new HashSet<>(jdbc.queryForList("select id from resource", String.class));
        assertThat(stored).containsAll(acknowledged);
        assertThat(sent).containsAll(stored);
        assertThat(jdbc.queryForList("select id from resource_version", String.class))
                .containsExactlyInAnyOrderElementsOf(stored);
        assertThat(jdbc.queryForList("select resource_id from audit_entry where outcome = 'OK'", String.class))
                .containsExactlyInAnyOrderElementsOf(stored);
        assertThat(jdbc.queryForObject("select revision from ledger", Long.class))
                .isEqualTo(stored.size() + 1L);
        assertThat(jdbc.queryForObject("select count(*) from revision", Long.class))
                .isEqualTo(stored.size() + 1L);
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
