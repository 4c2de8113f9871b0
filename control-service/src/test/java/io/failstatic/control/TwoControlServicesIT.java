package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two control services share one PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoControlServicesIT {

    private static final int WRITERS = 100;
    private static final int PUBLISHES_PER_WRITER = Integer.getInteger("publishes.per.writer", 1);

    private String database;
    private RunningControl one;
    private RunningControl other;

    @BeforeAll
    void start(@TempDir Path data) {
        database = Postgres.shared().newDatabase();
        one = RunningControl.start(data.resolve("one"), database);
        other = RunningControl.start(data.resolve("other"), database);
    }

    @AfterAll
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void aChangeAtOneAnswersTheHeldPollsOfTheOther() throws Exception {
        long[] millis = new long[9];
        for (int i = 0; i < millis.length; i++) {
            CompletableFuture<HttpResponse<String>> held = hold();
            String revision = change(one, "told-" + i);
            long answered = System.nanoTime();
            assertThat(revisionOf(held.get(10, TimeUnit.SECONDS))).isEqualTo(revision);
            millis[i] = (System.nanoTime() - answered) / 1_000_000;
        }
        Arrays.sort(millis);
        System.out.printf("from the answer at one service to the poll held by the other: p50 %d ms%n", millis[4]);
        // Found by the reconciliation it would be half a second.
        assertThat(millis[4]).isLessThan(250);
    }

    @Test
    void aLostAnnouncementHealsWithinASecond() throws Exception {
        CompletableFuture<HttpResponse<String>> held = hold();
        List<String> listeners = listeners();
        signal("-STOP", listeners);
        try {
            String revision = change(one, "lost");
            long answered = System.nanoTime();
            assertThat(revisionOf(held.get(10, TimeUnit.SECONDS))).isEqualTo(revision);
            assertThat(Duration.ofNanos(System.nanoTime() - answered)).isLessThan(Duration.ofMillis(1500));
            // A listener that hangs is given up for a new one.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> listeners().stream()
                                    .filter(pid -> !listeners.contains(pid))
                                    .count()
                            == 2);
        } finally {
            signal("-CONT", listeners);
        }
    }

    @Test
    @Tag("G4")
    void revisionsAreDenseUniqueAndInCommitOrderWhoeverMakesThem() throws Exception {
        long before = Long.parseLong(change(one, "before-the-writers"));
        long documents = documents(one.distribution(AGENT, "GET", "/distribution/v1/snapshot", null));
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        List<Callable<List<Long>>> writes = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            RunningControl control = i % 2 == 0 ? one : other;
            String id = "written-" + i + "-";
            writes.add(() -> {
                List<Long> made = new ArrayList<>();
                for (int n = 0; n < PUBLISHES_PER_WRITER; n++) {
                    made.add(Long.parseLong(change(control, id + n)));
                }
                return made;
            });
        }
        List<Long> revisions = new ArrayList<>();
        for (Future<List<Long>> write : writers.invokeAll(writes)) {
            assertThat(write.get()).isSorted();
            revisions.addAll(write.get());
        }
        writers.shutdown();
        int publishes = WRITERS * PUBLISHES_PER_WRITER;
        long last = before + publishes;
        System.out.printf(
                "FIGURE %d writers at two services: %d publishes, %d revisions twice, %d missing%n",
                WRITERS,
                publishes,
                publishes - new HashSet<>(revisions).size(),
                LongStream.rangeClosed(before + 1, last)
                        .filter(number -> !revisions.contains(number))
                        .count());
        assertThat(revisions)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(before + 1, last).boxed().toList());
        JdbcTemplate jdbc = one.bean(JdbcTemplate.class);
        assertThat(jdbc.queryForList(
                        "select revision from audit_entry where revision > ? and revision <= ? order by seq",
                        Long.class,
                        before,
                        last))
                .isSorted()
                .hasSize(publishes);
        // A number that were taken before its commit would miss what was committed in between: each revision holds
        // everything that came before it, and nothing else.
        JsonMapper json = JsonMapper.shared();
        jdbc.query(
                "select number, json from rendering where number > ? and number <= ?",
                row -> {
                    assertThat(json.readTree(row.getBytes(2))
                                    .at("/resources/documents")
                                    .size())
                            .isEqualTo(documents + row.getLong(1) - before);
                },
                before,
                last);
    }

    @Test
    @Tag("G4")
    void noUpdateIsLostBetweenThem() throws Exception {
        change(one, "counter");
        ExecutorService writers = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> increments = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            RunningControl control = i % 2 == 0 ? one : other;
            increments.add(() -> increment(control));
        }
        int refused = 0;
        for (Future<Integer> increment : writers.invokeAll(increments)) {
            refused += increment.get();
        }
        writers.shutdown();
        JsonNode counter = json(other.admin(ADMIN, "GET", "/api/v1/documents/counter", null));
        System.out.printf("FIGURE 16 increments at two services: %d refused with 412, 0 lost%n", refused);
        assertThat(counter.get("content").asInt()).isEqualTo(17);
        assertThat(counter.get("version").asInt()).isEqualTo(17);
    }

    /** Reads, adds one, and says what was read; again until nobody was faster. Answers how often somebody was. */
    private static int increment(RunningControl control) {
        for (int refused = 0; ; refused++) {
            HttpResponse<String> read = control.admin(ADMIN, "GET", "/api/v1/documents/counter", null);
            HttpResponse<String> written = control.admin(
                    ADMIN,
                    "PUT",
                    "/api/v1/documents/counter",
                    "{\"content\":" + (json(read).get("content").asInt() + 1) + "}",
                    "If-Match",
                    read.headers().firstValue("ETag").orElseThrow());
            if (written.statusCode() == 200) {
                return refused;
            }
            assertThat(written.statusCode()).as(written.body()).isEqualTo(412);
        }
    }

    @Test
    void bothServeTheSameBytes() {
        String revision = change(other, "same-bytes");
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> revisionOf(one.distribution(AGENT, "GET", "/distribution/v1/snapshot", null))
                        .equals(revision));
        HttpResponse<String> here = one.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
        HttpResponse<String> there = other.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
        assertThat(here.body()).isEqualTo(there.body());
        for (String header : List.of(
                "ETag", "Config-Digest", "Config-Signature", "Config-Lineage", "Config-Epoch", "Config-Revision")) {
            assertThat(here.headers().firstValue(header))
                    .isPresent()
                    .isEqualTo(there.headers().firstValue(header));
        }
    }

    /** A poll that the other service holds until there is something newer than what both have now. */
    private CompletableFuture<HttpResponse<String>> hold() {
        long newest = json(one.admin(ADMIN, "GET", "/api/v1/status", null))
                .get("revision")
                .asLong();
        Awaitility.await()
                .until(() -> json(other.admin(ADMIN, "GET", "/api/v1/status", null))
                                .get("revision")
                                .asLong()
                        >= newest);
        HttpResponse<String> served = other.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
        String seen = "{\"lineage\":\""
                + served.headers().firstValue("Config-Lineage").orElseThrow()
                + "\",\"epoch\":1,\"revision\":" + revisionOf(served) + ",\"digest\":\""
                + served.headers().firstValue("Config-Digest").orElseThrow() + "\"}";
        CompletableFuture<HttpResponse<String>> held =
                other.pollLater("{\"instanceId\":\"i-1\",\"wait\":20,\"seen\":" + seen + "}");
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> other.management("/actuator/prometheus").body().contains("control_waiting 1.0"));
        return held;
    }

    private static String change(RunningControl control, String id) {
        HttpResponse<String> created =
                control.admin(ADMIN, "POST", "/api/v1/documents", "{\"id\":\"" + id + "\",\"content\":1}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return revisionOf(created);
    }

    private static String revisionOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("Config-Revision").orElseThrow();
    }

    private static long documents(HttpResponse<String> snapshot) {
        return json(snapshot).at("/resources/documents").size();
    }

    private List<String> listeners() throws SQLException {
        List<String> pids = new ArrayList<>();
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pid from pg_stat_activity"
                        + " where application_name = 'failstatic listener' and datname = current_database()")) {
            while (rows.next()) {
                pids.add(rows.getString(1));
            }
        }
        return pids;
    }

    private static void signal(String signal, List<String> pids) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(pids);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
