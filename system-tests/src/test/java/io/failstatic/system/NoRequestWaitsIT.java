package io.failstatic.system;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.ControlPlaneSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two edges of one snapshot take turns under the same load: one with its control plane, the other with one that accepts and
 * never answers, and without the directory of its cache. Users must not be able to tell which is which.
 */
@Tag("long")
class NoRequestWaitsIT {

    private static final String KEY = "fsk_static";

    /** Of each edge; a million with {@code -Psoak}, when the figures are judged as well. */
    private static final int REQUESTS = Integer.getInteger("turns.requests", 6_000);

    private static final boolean JUDGED = REQUESTS >= 1_000_000;
    private static final int TURNS = JUDGED ? 400 : 6;

    @Test
    @Tag("G1")
    void usersCannotTellWhetherControlPlaneAndDiskAreThere() throws Exception {
        Path directory = Scratch.of(NoRequestWaitsIT.class, "edges");
        try (QuickUpstream upstream = new QuickUpstream();
                ControlPlaneSimulator there = publishing(upstream);
                ControlPlaneSimulator away = publishing(upstream);
                Edge served = edge(directory, "served", there);
                Edge alone = edge(directory, "alone", away)) {
            served.launch();
            alone.launch();
            served.awaitReady();
            alone.awaitReady();
            cutOff(alone, away, upstream);
            publish(there, upstream, 2);
            served.awaitRevision(2);

            try (Turns with = new Turns(served, KEY);
                    Turns without = new Turns(alone, KEY)) {
                alternate(with, without, TURNS / 10 + 1);
                with.wereWarmUp();
                without.wereWarmUp();
                alternate(with, without, TURNS);
                report(with, without);
                assertThat(with.failures()).isEmpty();
                assertThat(without.failures()).isEmpty();
                assertThat(alone.health().get("circuit").asString()).isNotEqualTo("CLOSED");
                if (JUDGED) {
                    assertThat(without.percentileMillis(0.99) / with.percentileMillis(0.99))
                            .isLessThanOrEqualTo(1.25);
                    assertThat(without.cpuMicros() / with.cpuMicros()).isLessThanOrEqualTo(1.05);
                }
            }
        }
    }

    /** There and back, so that what changes with time disturbs both alike. */
    private static void alternate(Turns one, Turns other, int turns) throws InterruptedException {
        for (int turn = 0; turn < turns; turn++) {
            (turn % 2 == 0 ? one : other).take(REQUESTS / TURNS);
            (turn % 2 == 0 ? other : one).take(REQUESTS / TURNS);
        }
    }

    private static void report(Turns with, Turns without) {
        System.out.printf(
                Locale.ROOT,
                "FIGURE without over with control plane and disk: p99 %.2f (%.2f / %.2f ms, at most 1.25), p50 %.2f,"
                        + " CPU per request %.3f (%.1f / %.1f us, at most 1.05), failed %d of %d (with: %d of %d)%n",
                without.percentileMillis(0.99) / with.percentileMillis(0.99),
                without.percentileMillis(0.99),
                with.percentileMillis(0.99),
                without.percentileMillis(0.5) / with.percentileMillis(0.5),
                without.cpuMicros() / with.cpuMicros(),
                without.cpuMicros(),
                with.cpuMicros(),
                without.failures().size(),
                without.requests(),
                with.failures().size(),
                with.requests());
    }

    private static ControlPlaneSimulator publishing(QuickUpstream upstream) {
        ControlPlaneSimulator controlPlane = new ControlPlaneSimulator().start();
        controlPlane.pollInterval(1);
        publish(controlPlane, upstream, 1);
        return controlPlane;
    }

    private static void publish(ControlPlaneSimulator controlPlane, QuickUpstream upstream, long revision) {
        controlPlane.publish(snapshot()
                .revision(revision)
                .tenant("acme", KEY)
                .policy("acme-api", "acme", 1_000_000_000, 86_400)
                .service("quick", upstream.url())
                .route("all", "/", "quick")
                .flag("flag", "flag", true));
    }

    private static Edge edge(Path directory, String name, ControlPlaneSimulator controlPlane) throws IOException {
        Edge edge = new Edge(
                directory,
                name,
                "--config-agent.control-plane-url=" + controlPlane.url(),
                "--config-agent.token-file=" + Files.writeString(directory.resolve("token"), controlPlane.token()),
                "--config-agent.minimum-origin=CONTROL_PLANE",
                "--config-agent.poll-interval=1s",
                "--config-agent.backoff.max=2s",
                "--config-agent.wait=2s",
                "--config-agent.timeout=1s",
                "--config-agent.circuit-breaker.failure-threshold=1",
                "--config-agent.circuit-breaker.open=2s");
        return JUDGED ? edge.asShipped() : edge;
    }

    /** First the directory, so that what is published then is in force and cannot be kept. */
    private static void cutOff(Edge edge, ControlPlaneSimulator controlPlane, QuickUpstream upstream)
            throws IOException {
        Files.move(edge.cacheDirectory(), edge.cacheDirectory().resolveSibling("gone"));
        Files.writeString(edge.cacheDirectory(), "no directory");
        publish(controlPlane, upstream, 2);
        edge.awaitRevision(2);
        controlPlane.hang();
        Awaitility.await("the edge notices that neither control plane nor disk is there")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !edge.health().get("circuit").asString().equals("CLOSED")
                        && edge.get("/actuator/configagent").body().contains("DISK_FAILED"));
    }
}
