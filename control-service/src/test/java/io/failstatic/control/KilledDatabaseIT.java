package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** PostgreSQL is killed again and again in the middle of writes: 250 times in the profile {@code kills}. */
class KilledDatabaseIT {

    private static final int KILLS = Integer.getInteger("kills", 10);
    private static final int WRITERS = 4;

    private final AtomicInteger ids = new AtomicInteger();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> odd = new ConcurrentLinkedQueue<>();

    @Test
    @Tag("G2")
    void losesNoAcknowledgedWrite(@TempDir Path directory) throws Exception {
        try (Postgres postgres = Postgres.startIn(directory.resolve("postgres"));
                RunningControl control = RunningControl.start(directory.resolve("control"), postgres.newDatabase())) {
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writing.add(writers.submit(() -> writeUntil(done, control)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                int before = acknowledged.size();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> acknowledged.size() > before + 10);
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(30));
                postgres.kill();
                assertThat(control.poll("{\"instanceId\":\"i-1\"}").statusCode())
                        .isEqualTo(200);
                postgres.restart();
            }
            done.set(true);
            for (Future<?> each : writing) {
                each.get(60, TimeUnit.SECONDS);
            }
            writers.shutdown();
            assertWhole(control);
        }
    }

    private void writeUntil(AtomicBoolean done, RunningControl control) {
        while (!done.get()) {
            String id = "d-" + ids.incrementAndGet();
            sent.add(id);
            HttpResponse<String> answer =
                    control.admin(ADMIN, "POST", "/api/v1/documents", "{\"id\":\"" + id + "\",\"content\":1}");
            if (answer.statusCode() == 201) {
                acknowledged.add(id);
            } else if (answer.statusCode() != 503
                    || answer.headers().firstValue("Retry-After").isEmpty()) {
                odd.add(answer.statusCode() + " " + answer.body());
            }
        }
    }

    private void assertWhole(RunningControl control) {
        JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> jdbc.queryForObject("select count(*) from ledger", Integer.class) == 1);
        Set<String> stored = new HashSet<>(jdbc.queryForList("select id from resource", String.class));
        List<String> audited =
                jdbc.queryForList("select resource_id from audit_entry where outcome = 'OK'", String.class);
        System.out.printf(
                "%d kills of PostgreSQL: %d writes sent, %d acknowledged, %d stored, %d acknowledged writes lost%n",
                KILLS,
                sent.size(),
                acknowledged.size(),
                stored.size(),
                acknowledged.stream().filter(id -> !stored.contains(id)).count());
        assertThat(stored).containsAll(acknowledged);
        assertThat(sent).containsAll(stored);
        assertThat(audited).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(jdbc.queryForList("select number from revision order by number", Long.class))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, stored.size() + 1L).boxed().toList());
        assertThat(odd).isEmpty();
    }
}
