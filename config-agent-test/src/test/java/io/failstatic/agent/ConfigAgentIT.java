package io.failstatic.agent;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.test.ControlPlaneSimulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConfigAgentIT {

    @TempDir
    private Path directory;

    private final ControlPlaneSimulator controlPlane = new ControlPlaneSimulator();
    private ConfigAgent agent;

    @BeforeEach
    void start() {
        controlPlane.start();
        controlPlane.pollInterval(1);
        agent = agent();
    }

    @AfterEach
    void stop() {
        agent.close();
        controlPlane.close();
    }

    @Test
    void aPublishedChangeIsInForceBeforeThePollThatWasHeldForItWouldHaveEnded() {
        controlPlane.publish(snapshot().policy("policy-1", "tenant-1", 100, 60).tenant("tenant-1"));
        agent.start();
        await().until(() -> agent.current().revision() == 1);
        controlPlane.publish(snapshot().policy("policy-1", "tenant-1", 200, 60).tenant("tenant-1"));
        await().atMost(Duration.ofSeconds(3)).until(() -> agent.current().revision() == 2);
        assertThat(agent.rateLimits().find("tenant-1", "api").limit()).isEqualTo(200);
        assertThat(agent.status().state()).isEqualTo(AgentStatus.State.OK);
    }

    @Tag("G6")
    @Test
    void servesFromDiskWithTheControlPlaneAwayAndCatchesUpWhenItIsBack() {
        controlPlane.publish(snapshot().tenant("tenant-1"));
        agent.start();
        await().until(() -> agent.current().revision() == 1);
        controlPlane.stop();
        agent.close();
        agent = agent();
        assertThat(agent.current().revision()).isEqualTo(1);
        assertThat(agent.current().origin()).isEqualTo(Origin.DISK);
        agent.start();
        await().until(() -> agent.status().reasons().contains(AgentStatus.Reason.NO_CONTACT_SINCE_START));
        controlPlane.restart();
        controlPlane.publish(snapshot().tenant("tenant-1").tenant("tenant-2"));
        await().atMost(Duration.ofSeconds(20)).until(() -> agent.current().revision() == 2);
        assertThat(agent.status().state()).isEqualTo(AgentStatus.State.OK);
    }

    @Test
    void keepsOutASnapshotWithAWrongDigest() {
        controlPlane.publish(snapshot().tenant("tenant-1"));
        controlPlane.corruptDigest();
        agent.start();
        await().until(() -> agent.status().refused() != null);
        assertThat(agent.status().refused().code()).isEqualTo(RefusalCode.DIGEST_MISMATCH);
        assertThat(agent.current()).isSameAs(Snapshot.DEFAULTS);
        controlPlane.heal();
        await().atMost(Duration.ofSeconds(20)).until(() -> agent.current().revision() == 1);
        assertThat(agent.status().refused()).isNull();
    }

    @Test
    void keepsWhatItHasWhenTheControlPlaneIsForkedOrLosesEverything() {
        controlPlane.publish(snapshot().tenant("tenant-1"));
        agent.start();
        await().until(() -> agent.current().revision() == 1);
        Snapshot before = agent.current();
        controlPlane.fork();
        await().until(() -> agent.status().refused() != null);
        assertThat(agent.status().refused().code()).isEqualTo(RefusalCode.FOREIGN_LINEAGE);
        controlPlane.shrink();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> agent.status().refused().code() == RefusalCode.SUSPICIOUS_EMPTY);
        assertThat(agent.current()).isSameAs(before);
    }

    @Test
    void pollsAtOnceWhenAskedButNotTwiceWithinASecond() throws Exception {
        controlPlane.hold(false);
        controlPlane.publish(snapshot().tenant("tenant-1"));
        assertThat(agent.refresh()).as("does not run yet").isFalse();
        agent.start();
        controlPlane.awaitPolls(2, Duration.ofSeconds(10));
        await().until(agent::refresh);
        assertThat(agent.refresh()).isFalse();
    }

    @Test
    void closesWithinASecondOrTwoWhileAPollIsHeld() throws Exception {
        agent.start();
        controlPlane.awaitPolls(1, Duration.ofSeconds(10));
        long begin = System.nanoTime();
        agent.close();
        agent.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(agent.refresh()).isFalse();
    }

    private ConfigAgent agent() {
        return ConfigAgent.builder()
                .controlPlaneUrl(URI.create(controlPlane.url()))
                .token(controlPlane.token())
                .cacheDir(directory.resolve("cache"))
                .pollInterval(Duration.ofSeconds(1))
                .backoffMax(Duration.ofSeconds(2))
                .hold(Duration.ofSeconds(4))
                .build();
    }
}
