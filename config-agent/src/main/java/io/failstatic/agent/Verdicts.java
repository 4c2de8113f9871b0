package io.failstatic.agent;

import java.util.concurrent.atomic.AtomicBoolean;

/** Carries out what the host says of the snapshot in force, without making the host wait. <em>Thread-safe.</em> */
final class Verdicts {

    private final InForce inForce;
    private final Probation probation;
    private final SnapshotIntake intake;
    private final Runnable remember;
    private final AtomicBoolean busy = new AtomicBoolean();

    Verdicts(InForce inForce, Probation probation, SnapshotIntake intake, Runnable remember) {
        this.inForce = inForce;
        this.probation = probation;
        this.intake = intake;
        this.remember = remember;
    }

    /** Has the agent fall back from the snapshot; false when it is not in force, not on probation, or condemned already. */
    boolean condemn(Snapshot snapshot, String reason) {
        SnapshotId id = inForce.applied().id();
        if (!probation.active() || id == null || !id.digest().equals(snapshot.digest()) || busy.getAndSet(true)) {
            return false;
        }
        // A thread of its own: the host's may be an event loop, the poller's may wait for an answer, the disk's may
        // hang.
        try {
            AgentThreads.named("config-agent-verdict")
                    .newThread(() -> carryOut(id, reason))
                    .start();
        } catch (Error noThread) { // the host may say so again
            busy.set(false);
            throw noThread;
        }
        return true;
    }

    private void carryOut(SnapshotId id, String reason) {
        try {
            if (intake.condemn(id, reason)) {
                remember.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            busy.set(false);
        }
    }
}
