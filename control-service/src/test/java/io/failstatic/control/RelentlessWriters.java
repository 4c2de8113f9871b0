package io.failstatic.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writers who go on creating documents whatever is killed under them, and what they were answered. Every other write carries
 * an idempotency key and is sent again until it is answered.
 */
final class RelentlessWriters implements AutoCloseable {

    private static final int WRITERS = 4;
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Random random = new Random(SEED);
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final List<Future<?>> writing = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger replayed = new AtomicInteger();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> odd = new ConcurrentLinkedQueue<>();
    private final URI documents;
    private volatile CountDownLatch sends = new CountDownLatch(0);
    private volatile CountDownLatch acknowledgements = new CountDownLatch(0);
    private volatile CountDownLatch back = new CountDownLatch(1);
    private volatile boolean done;

    private RelentlessWriters(URI admin) {
        this.documents = admin.resolve("/api/v1/documents");
    }

    static RelentlessWriters start(URI admin) {
        RelentlessWriters writers = new RelentlessWriters(admin);
        System.out.println("kills.seed: " + SEED);
        for (int i = 0; i < WRITERS; i++) {
            writers.writing.add(writers.threads.submit(writers::writeUntilDone));
        }
        return writers;
    }

    /** Returns in the middle of writes: when one has just been sent, or answered, after some that were answered. */
    void awaitMoment() throws InterruptedException {
        acknowledgements = new CountDownLatch(5 + random.nextInt(15));
        assertThat(acknowledgements.await(60, TimeUnit.SECONDS)).isTrue();
        if (random.nextBoolean()) {
            sends = new CountDownLatch(1 + random.nextInt(WRITERS));
            assertThat(sends.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Has those who find nobody there wait, instead of knocking all the time, until {@link #awaitAnswers}. */
    void expectNobody() {
        back = new CountDownLatch(1);
    }

    /** Returns when the service answers again, and lets the writers go on. */
    void awaitAnswers() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> get("/api/v1/audit?pageSize=1").statusCode() == 200);
        back.countDown();
    }

    /** Ends the writing; what is under way is answered. */
    void finish() throws Exception {
        done = true;
        for (Future<?> each : writing) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    private void writeUntilDone() {
        while (!done) {
            int number = ids.incrementAndGet();
            String id = "d-" + number;
            String key = number % 2 == 0 ? null : "key-" + number;
            sent.add(id);
            boolean again;
            do {
                again = !write(id, key) && key != null && odd.isEmpty();
            } while (again);
        }
    }

    /** Whether the write was acknowledged. */
    private boolean write(String id, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(documents)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + RunningControl.ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"id\":\"" + id + "\",\"content\":1}"));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            sends.countDown();
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() == 201) {
                acknowledged.add(id);
                acknowledgements.countDown();
                answer.headers().firstValue("Idempotency-Replayed").ifPresent(ignored -> replayed.incrementAndGet());
                return true;
            }
            boolean retry = answer.statusCode() == 503
                    && answer.headers().firstValue("Retry-After").isPresent();
            if (!retry) {
                odd.add(answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            // The service has been killed: nobody knows what became of the write.
            awaitBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void awaitBack() {
        try {
            assertThat(back.await(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds what is stored against what was acknowledged. */
    void assertNothingIsLost(String database, String killed) throws SQLException {
        try (Connection connection = Postgres.connect(database)) {
            List<String> resources = texts(connection, "select id from resource");
            Set<String> stored = new HashSet<>(resources);
            List<String> audited = texts(connection, "select resource_id from audit_entry where outcome = 'OK'");
            System.out.printf(
                    "FIGURE %s: %d writes sent, %d acknowledged (%d of them as replays), %d stored, %d audit entries,"
                            + " %d acknowledged writes lost%n",
                    killed,
                    sent.size(),
                    acknowledged.size(),
                    replayed.get(),
                    stored.size(),
                    audited.size(),
                    acknowledged.stream().filter(id -> !stored.contains(id)).count());
            assertThat(odd).isEmpty();
            assertThat(stored).containsAll(acknowledged);
            assertThat(sent).containsAll(stored);
            assertThat(texts(connection, "select id from resource_version"))
                    .containsExactlyInAnyOrderElementsOf(stored);
            assertThat(audited).containsExactlyInAnyOrderElementsOf(stored);
            assertThat(texts(connection, "select number from revision order by number"))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, stored.size() + 1L)
                            .mapToObj(Long::toString)
                            .toList());
        }
        HttpResponse<String> verified = get("/api/v1/audit/verify");
        assertThat(JsonMapper.shared().readTree(verified.body()).get("valid").asBoolean())
                .as(verified.body())
                .isTrue();
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(documents.resolve(path))
                            .header("Authorization", "Bearer " + RunningControl.ADMIN)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    @Override
    public void close() {
        done = true;
        threads.shutdownNow();
    }
}
