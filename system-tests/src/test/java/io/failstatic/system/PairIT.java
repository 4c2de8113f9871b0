package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.sample.SampleUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** The story of the README, told by one pair of real processes. */
@Isolated("its figures are to be those of an idle machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PairIT {

    private SampleUpstream upstream;
    private ControlService control;
    private Edge edge;
    private String key;

    @BeforeAll
    void startPair() throws IOException {
        Path directory = Scratch.of(PairIT.class, "pair");
        upstream = new SampleUpstream(0);
        upstream.start();
        control = new ControlService(directory).asShipped().start();
        key = control.createTenantWithRoute(upstream.port(), 1_000_000);
        edge = Edge.of(directory, "edge", control).asShipped().start();
        edge.awaitRevision(control.admin().revision());
    }

    @AfterAll
    void stopPair() {
        edge.close();
        control.close();
        upstream.close();
    }

    @Test
    @Tag("G6")
    void enforcesThePolicyWhileTheControlServiceIsAwayAndFollowsItsReturn() {
        Map<String, Object> policy = Map.of("tenantId", "guest", "window", 60);
        Admin admin = control.admin();
        admin.create("tenants", Map.of("id", "guest", "name", "Guest"));
        admin.create("rate-limit-policies", with(policy, "id", "guest-api", "limit", 3));
        String guest = admin.issueApiKey("guest");
        edge.awaitRevision(admin.revision());
        assertLimited(guest, 3);

        control.stop();
        edge.stop();
        long restarted = System.nanoTime();
        edge.launch();
        HttpResponse<String> first = firstServed(guest);
        long millis = (System.nanoTime() - restarted) / 1_000_000;
        System.out.printf(
                "FIGURE edge start to first served request, control plane away: %d ms (at most 15000)%n", millis);
        assertThat(millis).isLessThanOrEqualTo(15_000);
        assertThat(first.headers().firstValue("RateLimit-Limit")).hasValue("3");
        assertLimited(guest, 2);

        edge.awaitHealth("status", "degraded");
        assertThat(edge.health().get("data_plane").asString()).isEqualTo("operational");
        assertThat(edge.health().get("config_source").asString()).isEqualTo("disk");
        HttpResponse<String> health = edge.get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"status\":\"DEGRADED\"");
        assertThat(edge.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

        control.start();
        edge.awaitHealth("control_plane_sync", "current");
        edge.awaitHealth("status", "healthy");
        control.admin().replace("rate-limit-policies", "guest-api", with(policy, "limit", 50));
        Awaitility.await("the changed limit is enforced within a second")
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> limit(edge.request("/hello", guest)) == 50);
    }

    @Test
    void enforcesAChangeWithinASecondOfItsAnswer() {
        Admin admin = control.admin();
        long[] millis = new long[10];
        for (int change = 0; change < millis.length; change++) {
            int limit = 1_000_001 + change;
            control.awaitHeldPolls(1);
            admin.replace("rate-limit-policies", "acme-api", ControlService.policy(limit));
            long answered = System.nanoTime();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> limit(edge.request("/hello", key)) == limit);
            millis[change] = (System.nanoTime() - answered) / 1_000_000;
        }
        Arrays.sort(millis);
        long median = millis[millis.length / 2];
        System.out.printf(
                "FIGURE propagation, 2xx of a change to its enforcement at the edge, %d changes: p50 %d ms, p90 %d ms, max %d ms%n",
                millis.length, median, millis[millis.length * 9 / 10], millis[millis.length - 1]);
        assertThat(median).isLessThan(1_000);
    }

    @Test
    void tellsTheFleetWhatIsAppliedWhere() {
        long revision = control.admin().revision();
        edge.awaitRevision(revision);

        Awaitility.await("the control service hears that the edge applied the revision")
                .atMost(Duration.ofSeconds(15))
                .until(() -> control.admin()
                                .get("/api/v1/instances?state=CONVERGED")
                                .get("items")
                                .size()
                        == 1);
        assertThat(control.admin().get("/api/v1/status").get("revision").asLong())
                .isEqualTo(revision);
    }

    @Test
    void distributesSnapshotsOfThePublishedForm() {
        Admin admin = control.admin();
        admin.create("feature-flags", Map.of("name", "everybody", "enabled", true));
        admin.create(
                "feature-flags",
                Map.of(
                        "name",
                        "some",
                        "enabled",
                        true,
                        "rollout",
                        Map.of("percentage", 5, "tenantIds", List.of("acme"))));
        admin.create("documents", Map.of("id", "checkout", "content", Map.of("retries", 3)));
        admin.create("tenants", Map.of("id", "gone", "name", "Gone"));
        admin.delete("tenants", "gone");

        assertThat(SnapshotSchema.violations(control.snapshot())).isEmpty();
    }

    private HttpResponse<String> firstServed(String key) {
        return Awaitility.await("first served request")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> edge.request("/hello", key), answer -> answer.statusCode() == 200);
    }

    /** Exactly so many requests are served; the next one is refused, with what the caller needs to know. */
    private void assertLimited(String key, int remaining) {
        List<Integer> statuses = IntStream.range(0, remaining)
                .mapToObj(n -> edge.request("/hello", key).statusCode())
                .toList();
        assertThat(statuses).containsOnly(200);
        HttpResponse<String> refused = edge.request("/hello", key);
        assertThat(refused.statusCode()).isEqualTo(429);
        Map<String, List<String>> headers = refused.headers().map();
        assertThat(headers).containsKeys("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private static Map<String, Object> with(Map<String, Object> data, Object... more) {
        Map<String, Object> all = new HashMap<>(data);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    private static int limit(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("RateLimit-Limit")
                .map(Integer::parseInt)
                .orElse(-1);
    }
}
