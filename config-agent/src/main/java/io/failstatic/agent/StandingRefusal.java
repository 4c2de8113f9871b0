package io.failstatic.agent;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one refusal that an agent reports: it stands until its snapshot is replaced or no longer offered. <em>Read by any
 * thread; written by one at a time.</em>
 */
final class StandingRefusal {

    private static final Logger log = LoggerFactory.getLogger(StandingRefusal.class);

    private final SeenSnapshots seen;
    private final InForce inForce;
    private final AgentObserver observer;
    private final Clock clock;
    private volatile @Nullable Refusal refused;

    /** Begins with what an earlier process refused, where that is still the newest that was seen. */
    StandingRefusal(SeenSnapshots seen, InForce inForce, AgentObserver observer, Clock clock) {
        this.seen = seen;
        this.inForce = inForce;
        this.observer = observer;
        this.clock = clock;
        SnapshotId highest = seen.highest();
        this.refused = highest == null ? null : seen.refusal(highest.digest());
    }

    /** The refusal that stands, null when there is none. */
    @Nullable
    Refusal get() {
        return refused;
    }

    boolean is(RefusalCode code, String digest) {
        Refusal standing = refused;
        return standing != null && standing.code() == code && standing.digest().equals(digest);
    }

    /** A refusal as of now, which does not stand yet. */
    Refusal refusal(SnapshotId id, RefusalCode code, @Nullable String pointer, String detail) {
        return new Refusal(
                id.lineage(), id.epoch(), id.revision(), id.digest(), code, pointer, detail, clock.instant());
    }

    /** Has the refusal stand. One that is repeated keeps the time at which it was first met. */
    void raise(Refusal refusal) {
        if (!is(refusal.code(), refusal.digest())) {
            refused = refusal;
            log.error(
                    "refused revision {} (epoch {}): {} {} {}",
                    refusal.revision(),
                    refusal.epoch(),
                    refusal.code(),
                    refusal.pointer() == null ? "" : refusal.pointer(),
                    refusal.detail());
        }
        observer.refused(refusal);
    }

    void lift() {
        refused = null;
    }

    /** Lifts it when it is about this digest; about whichever when that is null. */
    void liftFor(@Nullable String digest) {
        Refusal standing = refused;
        if (standing != null && (digest == null || digest.equals(standing.digest()))) {
            refused = null;
        }
    }

    /** The control plane has nothing newer: whatever is not about the snapshot seen last is over. */
    void liftUnlessOffered() {
        Refusal standing = refused;
        if (standing != null && !isOffered(standing)) {
            log.info("revision {} is no longer offered: {} is over", standing.revision(), standing.code());
            refused = null;
        }
    }

    private boolean isOffered(Refusal refusal) {
        SnapshotId highest = seen.highest();
        return switch (refusal.code()) {
            case EQUIVOCATION, LISTENER_FAILED -> true;
            default ->
                highest != null
                        && highest.digest().equals(refusal.digest())
                        && !highest.equals(inForce.applied().id());
        };
    }
}
