package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.sample.SampleUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A publish every 100 ms under load. Each changes a limit, a flag and a route in one changeset, so that they agree in every
 * revision; an answer that was decided by two of them would show.
 */
@Tag("long")
class PublishUnderLoadIT {

    /** Ten seconds by default, five minutes with {@code -Psoak}. */
    private static final int SECONDS = Integer.getInteger("publish.seconds", 10);

    private static final int BASE = 1_000_000;

    private final Map<Long, Long> numbers = new ConcurrentHashMap<>();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong mixed = new AtomicLong();

    @Test
    @Tag("G7")
    void noRequestFailsAndNoneIsDecidedByTwoRevisions() throws Exception {
        Path directory = Scratch.of(PublishUnderLoadIT.class, "pair");
        try (SampleUpstream upstream = new SampleUpstream(0);
                ControlService control = new ControlService(directory).start();
                Edge edge = Edge.of(directory, "edge", control).start()) {
            upstream.start();
            Admin admin = control.admin();
            String key = prepare(admin, upstream);
            publish(admin, 0);
            edge.awaitRevision(admin.revision());

            AtomicLong published = new AtomicLong();
            ScheduledExecutorService operator = Executors.newSingleThreadScheduledExecutor();
            try (Crowd crowd = new Crowd(6, edge.traffic("/hello"), key, this::compare)) {
                ScheduledFuture<?> publishing = operator.scheduleAtFixedRate(
                        () -> publish(admin, published.incrementAndGet()), 0, 100, TimeUnit.MILLISECONDS);
                Awaitility.await("publishing for " + SECONDS + " s")
                        .atMost(Duration.ofSeconds(4L * SECONDS + 30))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> publishing.isDone() || published.get() >= 10L * SECONDS);
                assertThat(publishing.isDone()).as("the operator gave up").isFalse();
                publishing.cancel(false);
                operator.shutdown();
                crowd.awaitServed(50);
                crowd.goHome();
                System.out.println("a publish every 100 ms: " + published + " publishes, " + seen.size()
                        + " revisions decided requests, " + crowd.served() + " samples, "
                        + crowd.failures().size() + " failed, mixed = " + mixed);
                assertThat(crowd.failures()).isEmpty();
                assertThat(mixed).hasValue(0);
                assertThat(seen).hasSizeGreaterThan(2);
            }
        }
    }

    /** All that an answer shows must be of the revision that it names. */
    private void compare(User.Answer answer) {
        long revision = answer.number("config-revision");
        Long number = numbers.get(revision);
        if (number == null) {
            // The edge was told before the operator was; there is another sample.
            return;
        }
        seen.add(revision);
        boolean even = number % 2 == 0;
        boolean agree = answer.number("ratelimit-limit") == limit(number)
                && answer.body().contains("even-flag") == even;
        if (!agree) {
            mixed.incrementAndGet();
        }
    }

    private static String prepare(Admin admin, SampleUpstream upstream) {
        admin.create("services", Map.of("id", "sample", "endpoints", List.of("http://127.0.0.1:" + upstream.port())));
        admin.create("routing-rules", Map.of("id", "all", "path", "/", "targetService", "sample", "scope", "even"));
        admin.create("feature-flags", Map.of("id", "even-flag", "name", "even-flag", "enabled", true));
        admin.create("tenants", Map.of("id", "acme", "name", "Acme"));
        admin.create("rate-limit-policies", policy("even", 0));
        admin.create("rate-limit-policies", policy("odd", 1));
        return admin.issueApiKey("acme");
    }

    /** The rule says whose limit holds, so that rule, limit and flag agree in every revision. */
    private void publish(Admin admin, long number) {
        String parity = parity(number);
        long revision = admin.change(List.of(
                change("rate-limit-policies", policy(parity, number)),
                change("routing-rules", Map.of("id", "all", "path", "/", "targetService", "sample", "scope", parity)),
                change(
                        "feature-flags",
                        Map.of("id", "even-flag", "name", "even-flag", "enabled", parity.equals("even")))));
        numbers.put(revision, number);
    }

    private static String parity(long number) {
        return number % 2 == 0 ? "even" : "odd";
    }

    private static long limit(long number) {
        return (number % 2 + 1) * BASE + number;
    }

    private static Map<String, Object> policy(String parity, long number) {
        return Map.of(
                "id", "acme-" + parity, "tenantId", "acme", "limit", limit(number), "window", 86_400, "scope", parity);
    }

    private static Map<String, Object> change(String kind, Map<String, Object> data) {
        return Map.of("op", "update", "kind", kind, "id", data.get("id"), "data", data);
    }
}
