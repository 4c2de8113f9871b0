package io.failstatic.system;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import io.failstatic.sample.SampleUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** An edge, with users who never stop, against a control plane that does what a control plane must not do. */
class HostileControlPlaneIT {

    private static final String KEY = "fsk_hostile";

    private SampleUpstream upstream;
    private ControlPlaneSimulator controlPlane;
    private Edge edge;
    private Traffic traffic;

    @BeforeEach
    void startEdge(TestInfo test) throws IOException {
        Path directory = Scratch.of(
                HostileControlPlaneIT.class, test.getTestMethod().orElseThrow().getName());
        upstream = new SampleUpstream(0);
        upstream.start();
        controlPlane = new ControlPlaneSimulator().start();
        controlPlane.pollInterval(1);
        controlPlane.publish(revision(1));
        edge = new Edge(
                directory,
                "edge",
                "--config-agent.control-plane-url=" + controlPlane.url(),
                "--config-agent.token-file=" + Files.writeString(directory.resolve("token"), controlPlane.token()),
                "--config-agent.poll-interval=1s",
                "--config-agent.backoff.max=2s",
                "--config-agent.wait=2s",
                "--config-agent.timeout=2s",
                "--config-agent.circuit-breaker.failure-threshold=2",
                "--config-agent.circuit-breaker.open=2s");
        edge.start("--config-agent.minimum-origin=CONTROL_PLANE").awaitRevision(1);
        traffic = Traffic.through(List.of(edge), KEY);
        traffic.awaitServed(100);
    }

    @AfterEach
    void stopEdge() {
        traffic.close();
        edge.close();
        controlPlane.close();
        upstream.close();
    }

    @Test
    @Tag("G5")
    void keepsWhatItHasWhenASnapshotDoesNotMatchItsDigest() {
        controlPlane.corruptDigest();
        controlPlane.publish(revision(2));
        awaitRefusal("DIGEST_MISMATCH");
        traffic.awaitServed(200);
        assertThat(edge.health().get("current_config_version").asLong()).isEqualTo(1);

        controlPlane.heal();
        controlPlane.publish(revision(3));
        edge.awaitRevision(3);
        edge.awaitHealth("status", "healthy");
        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    @Tag("G6")
    void keepsServingWhenTheControlPlaneAcceptsAndNeverAnswers() {
        int polls = controlPlane.polls().size();
        controlPlane.hang();
        Awaitility.await("the edge polls a control plane that hangs")
                .atMost(Duration.ofSeconds(30))
                .until(() -> controlPlane.connections() > polls
                        && !"CLOSED".equals(edge.health().get("circuit").asString()));
        traffic.awaitServed(200);

        controlPlane.heal();
        controlPlane.publish(revision(2));
        edge.awaitRevision(2);
        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    @Tag("G3")
    void neverGoesBackToAnOlderRevision() {
        controlPlane.publish(revision(2));
        edge.awaitRevision(2);
        controlPlane.regress();
        awaitRefusal("STALE_REVISION");
        traffic.awaitServed(200);

        assertThat(edge.health().get("current_config_version").asLong()).isEqualTo(2);
        assertThat(traffic.failures()).isEmpty();
    }

    private void awaitRefusal(String code) {
        Awaitility.await("the edge refuses with " + code)
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        code.equals(edge.health().path("refused").path("code").asString("")));
    }

    private SnapshotBuilder revision(long revision) {
        return snapshot()
                .revision(revision)
                .tenant("acme", KEY)
                .policy("acme-api", "acme", 1_000_000_000, 60)
                .service("sample", "http://127.0.0.1:" + upstream.port())
                .route("sample", "/", "sample");
    }
}
