package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.FeatureFlag;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every decision about a request carries the number of its revision, while revisions change all the time. */
class OneSnapshotIT {

    private static final int SAMPLES_PER_USER = 500;
    private static final int USERS = 4;
    private static final int BASE = 1_000_000;

    @Test
    @Tag("G7")
    void allDecisionsAboutARequestAreOfOneSnapshot() throws Exception {
        AtomicInteger mixed = new AtomicInteger();
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean open = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(USERS + 1);
        try (FakeService service = new FakeService();
                EdgeFixture edge = new EdgeFixture()) {
            service.behaviour = exchange -> {
                byte[] told = (exchange.getRequestURI() + " "
                                + exchange.getRequestHeaders().getFirst("X-Tenant-Id") + " "
                                + exchange.getRequestHeaders().getFirst("X-Feature-Flags"))
                        .getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, told.length);
                exchange.getResponseBody().write(told);
                exchange.close();
            };
            serve(edge, service, 1);
            Future<?> publisher = threads.submit(() -> {
                for (int revision = 2; open.get(); revision++) {
                    serve(edge, service, revision);
                }
            });
            List<Future<?>> users = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                users.add(threads.submit(() -> {
                    for (int i = 0; i < SAMPLES_PER_USER; i++) {
                        HttpResponse<String> answer = edge.get("/a", "X-Api-Key", "fsk_coupled");
                        long revision = answer.headers()
                                .firstValueAsLong("Config-Revision")
                                .orElseThrow();
                        seen.add(revision);
                        boolean one = answer.statusCode() == 200
                                && answer.headers()
                                                .firstValueAsLong("RateLimit-Limit")
                                                .orElseThrow()
                                        == BASE + revision
                                && answer.body().equals("/s" + revision + "/a t" + revision + " f" + revision);
                        if (!one) {
                            mixed.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> user : users) {
                user.get(60, TimeUnit.SECONDS);
            }
            open.set(false);
            publisher.get(10, TimeUnit.SECONDS);
        }
        threads.shutdown();

        System.out.println("one snapshot per request: " + USERS * SAMPLES_PER_USER + " samples of " + seen.size()
                + " revisions, mixed = " + mixed);
        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(mixed).hasValue(0);
    }

    /** Tenant, rule, service, limit and flags that all name this revision. */
    private static void serve(EdgeFixture edge, FakeService service, int revision) {
        edge.serve(
                revision,
                EdgeFixture.source()
                        .tenant("t" + revision, "fsk_coupled")
                        .policy("t" + revision, BASE + revision, 86_400, "api")
                        .service("s" + revision, 5000, 0, service.url() + "/s" + revision)
                        .route("/a", "s" + revision)
                        .flag(new FeatureFlag("f" + revision, 1, "f" + revision, true, null)));
    }
}
