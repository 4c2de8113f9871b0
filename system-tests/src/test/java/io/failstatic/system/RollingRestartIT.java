package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import io.failstatic.sample.SampleUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edges that are stopped with SIGTERM and started again, one after the other, behind a balancer that follows readiness. */
@Tag("long")
class RollingRestartIT {

    private static final String KEY = "fsk_rolling";

    @Test
    @Tag("G6")
    void noRequestFailsWhileEveryEdgeIsRestartedInTurn() throws Exception {
        Path directory = Scratch.of(RollingRestartIT.class, "fleet");
        try (SampleUpstream upstream = new SampleUpstream(0);
                ControlPlaneSimulator controlPlane = new ControlPlaneSimulator().start()) {
            upstream.start();
            long revision = controlPlane
                    .publish(SnapshotBuilder.snapshot()
                            .tenant("acme", KEY)
                            .service("sample", "http://127.0.0.1:" + upstream.port())
                            .route("all", "/", "sample")
                            .policy("acme-api", "acme", 1_000_000_000, 60))
                    .revision();
            try (Edge first = edge(directory, "first", controlPlane);
                    Edge second = edge(directory, "second", controlPlane)) {
                CompletableFuture<Edge> other = CompletableFuture.supplyAsync(second::start);
                first.start();
                other.get(90, TimeUnit.SECONDS);
                first.awaitRevision(revision);
                second.awaitRevision(revision);

                try (Balancer balancer = new Balancer(List.of(first, second));
                        Crowd crowd = new Crowd(6, balancer.uri("/hello"), KEY, answer -> {})) {
                    for (Edge edge : List.of(first, second)) {
                        crowd.awaitServed(100);
                        edge.stop();
                        crowd.awaitServed(100);
                        edge.start();
                        Awaitility.await("the balancer follows")
                                .atMost(Duration.ofSeconds(10))
                                .until(() -> balancer.isReady(edge));
                    }
                    crowd.awaitServed(100);
                    crowd.goHome();
                    System.out.println("rolling restart of two edges: " + crowd.served() + " requests served, "
                            + crowd.failures().size() + " failed");
                    assertThat(crowd.failures()).isEmpty();
                }
            }
        }
    }

    private static Edge edge(Path directory, String name, ControlPlaneSimulator controlPlane) {
        return new Edge(
                directory,
                name,
                "--config-agent.control-plane-url=" + controlPlane.url(),
                "--config-agent.token=" + controlPlane.token(),
                "--edge.traffic.drain-delay=1s");
    }
}
