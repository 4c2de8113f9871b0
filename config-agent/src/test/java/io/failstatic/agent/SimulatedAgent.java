package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.Poller.Step;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A real agent on virtual time: what the poller's thread and the HTTP client do in production is done by events here. */
final class SimulatedAgent {

    private static final AgentSettings SETTINGS =
            ConfigAgent.builder().instanceId("simulated").settings();

    private final VirtualTime time;
    private final SplittableRandom random;
    private final SimulatedControlPlane controlPlane;
    private final Runnable applied;
    private Engine engine;
    private int life;
    private long lastStart = -1;
    private boolean failed;
    private Duration shortestGap = Duration.ofDays(1);
    private Duration shortestGapAfterFailure = Duration.ofDays(1);

    /** @param applied called after every poll that brought another snapshot into force */
    SimulatedAgent(VirtualTime time, SplittableRandom random, SimulatedControlPlane controlPlane, Runnable applied) {
        this.time = time;
        this.random = random;
        this.controlPlane = controlPlane;
        this.applied = applied;
        this.engine = engine(controlPlane.stored());
    }

    /** Starts with the first poll as far away as the agent likes. */
    void start() {
        int own = life;
        time.in(engine.firstDelay(), () -> due(own));
    }

    /** The process ends and is started again, from what it had on disk. */
    void restart(@Nullable StoredSnapshot onDisk) {
        life++;
        lastStart = -1;
        engine.close();
        engine = engine(onDisk);
        start();
    }

    void close() {
        life++;
        engine.close();
    }

    long revision() {
        return engine.current().revision();
    }

    AgentStatus status() {
        return engine.status();
    }

    /** The shortest time between the starts of two polls. */
    Duration shortestGap() {
        return shortestGap;
    }

    /** The same, where the first of the two failed. */
    Duration shortestGapAfterFailure() {
        return shortestGapAfterFailure;
    }

    private void due(int own) {
        if (own != life) {
            return;
        }
        try {
            Step step = engine.poller().due();
            if (step instanceof Step.Send send) {
                send(send.report());
            } else {
                time.in(((Step.Rest) step).delay(), () -> due(own));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void send(PollReport report) {
        note();
        int own = life;
        boolean[] over = new boolean[1];
        controlPlane.poll(report, outcome -> end(own, over, outcome));
        time.in(report.hold().plus(SETTINGS.timeout()), () -> end(own, over, new Failed("deadline")));
    }

    private void end(int own, boolean[] over, PollOutcome outcome) {
        if (over[0] || own != life) {
            return;
        }
        over[0] = true;
        try {
            long before = revision();
            Duration delay = engine.poller().ended(outcome);
            failed = outcome instanceof Failed || outcome instanceof PollOutcome.Throttled;
            if (revision() != before) {
                applied.run();
            }
            time.in(delay, () -> due(own));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void note() {
        long now = time.getAsLong();
        if (lastStart >= 0) {
            Duration gap = Duration.ofNanos(now - lastStart);
            shortestGap = gap.compareTo(shortestGap) < 0 ? gap : shortestGap;
            if (failed && gap.compareTo(shortestGapAfterFailure) < 0) {
                shortestGapAfterFailure = gap;
            }
        }
        lastStart = now;
        failed = false;
    }

    private Engine engine(@Nullable StoredSnapshot onDisk) {
        SnapshotId id = onDisk == null ? null : onDisk.id();
        AgentMemory memory =
                new AgentMemory(id, id == null ? null : time.instant(), AgentVersion.CURRENT, List.of(), List.of());
        Boot found = new Boot(
                memory,
                SeenSnapshots.resume(memory, AgentVersion.CURRENT),
                new SnapshotLayers.Start(onDisk, false, false),
                null,
                TrialRecord.EMPTY);
        return new Engine(
                SETTINGS,
                new AgentObserver() {},
                time,
                time,
                report -> {
                    throw new AssertionError("no network here");
                },
                random.split(),
                found);
    }
}
