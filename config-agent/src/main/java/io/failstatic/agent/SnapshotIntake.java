package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.SnapshotVerifier.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens with a snapshot that arrives: verify, swap, hand to the disk, tell the listeners; or refuse and remember.
 * <em>Thread-safe</em>: polls and the host's verdicts take turns.
 */
final class SnapshotIntake {

    private static final Logger log = LoggerFactory.getLogger(SnapshotIntake.class);

    /** What an arrival came to. */
    enum Reception {
        APPLIED,
        /** It was in force already. */
        UNCHANGED,
        /** It may come into force as soon as the operator lets it. */
        HELD,
        /** It is the control plane's, and refused for what is in it. */
        REFUSED,
        /** It is not what the own control plane publishes next. */
        SPURIOUS
    }

    private final SnapshotVerifier verifier;
    private final InForce inForce;
    private final SeenSnapshots seen;
    private final Probation probation;
    private final Hold hold;
    private final @Nullable DiskWriter disk;
    private final Listeners listeners;
    private final AgentObserver observer;
    private final StandingRefusal refused;
    private final Clock clock;
    private final Clock steady;
    private final LongSupplier nanoTime;
    private boolean listenersTriedTwice;

    SnapshotIntake(
            SnapshotVerifier verifier,
            InForce inForce,
            SeenSnapshots seen,
            Probation probation,
            Hold hold,
            @Nullable DiskWriter disk,
            Listeners listeners,
            AgentObserver observer,
            Clock clock,
            LongSupplier nanoTime) {
        this.verifier = verifier;
        this.inForce = inForce;
        this.seen = seen;
        this.probation = probation;
        this.hold = hold;
        this.disk = disk;
        this.listeners = listeners;
        this.observer = observer;
        this.clock = clock;
        this.steady = new SteadyClock(clock, nanoTime);
        this.nanoTime = nanoTime;
        this.refused = new StandingRefusal(seen, inForce, observer, steady);
    }

    synchronized Reception receive(Fetched fetched) throws InterruptedException {
        long start = nanoTime.getAsLong();
        Verdict verdict = verifier.verify(fetched, seen, inForce.applied().stored());
        if (verdict instanceof Verdict.Good held && hold.pin() != null) {
            keepOut(held);
            unchanged();
            return Reception.HELD;
        }
        if (verdict instanceof Verdict.Good good) {
            apply(good, fetched, Origin.CONTROL_PLANE, start);
            return Reception.APPLIED;
        }
        if (verdict instanceof Verdict.InForce same) {
            seen.met(same.id());
            unchanged();
            return Reception.UNCHANGED;
        }
        return refuse((Verdict.Bad) verdict);
    }

    /**
     * Takes a snapshot from a mirror. There a lower or equal pair is nothing newer: mirrors lag, and are nobody's voice. A
     * refusal that stands already is not repeated with every look. Whoever adopts another history means a control plane's.
     */
    synchronized Reception receiveFromMirror(Fetched fetched) throws InterruptedException {
        long start = nanoTime.getAsLong();
        if (seen.adopting() != null) {
            return Reception.UNCHANGED;
        }
        Verdict verdict = verifier.verify(fetched, seen, inForce.applied().stored());
        if (verdict instanceof Verdict.Good held && hold.pin() != null) {
            keepOut(held);
            return Reception.HELD;
        }
        if (verdict instanceof Verdict.Good good) {
            apply(good, fetched, Origin.MIRROR, start);
            return Reception.APPLIED;
        }
        if (verdict instanceof Verdict.InForce || isNothingNewer((Verdict.Bad) verdict)) {
            return Reception.UNCHANGED;
        }
        return refuse((Verdict.Bad) verdict);
    }

    private void keepOut(Verdict.Good held) {
        log.debug(
                "revision {} (epoch {}) is kept out by a pin",
                held.id().revision(),
                held.id().epoch());
        seen.met(held.id());
    }

    private boolean isNothingNewer(Verdict.Bad bad) {
        return bad.code() == RefusalCode.STALE_REVISION
                || bad.code() == RefusalCode.EQUIVOCATION
                || refused.is(bad.code(), bad.id().digest());
    }

    synchronized Reception receive(TooLarge tooLarge) {
        return refuse(SnapshotVerifier.tooLarge(tooLarge.announcement(), tooLarge.limit()));
    }

    /** The control plane has nothing newer: whatever is not about the snapshot seen last is over. */
    synchronized void unchanged() {
        refused.liftUnlessOffered();
    }

    /** Tries once more what may have failed by bad luck, when its time has come. */
    synchronized void giveSecondChances() throws InterruptedException {
        seen.giveSecondChances(steady.instant());
        Refusal standing = refused.get();
        if (standing == null
                || standing.code() != RefusalCode.LISTENER_FAILED
                || listenersTriedTwice
                || Duration.between(standing.at(), steady.instant()).compareTo(SeenSnapshots.SECOND_CHANCE) < 0) {
            return;
        }
        listenersTriedTwice = true;
        if (listeners.notify(inForce.snapshot()).isEmpty()) {
            log.info("revision {}: listeners succeeded at the second try", standing.revision());
            refused.lift();
        }
    }

    /**
     * Falls back from a snapshot on probation to what was served before it.
     *
     * @return false when the snapshot is not on probation
     */
    synchronized boolean condemn(SnapshotId failed, String reason) throws InterruptedException {
        InForce.Applied earlier = probation.fail(failed);
        if (earlier == null) {
            return false;
        }
        Snapshot snapshot = inForce.restore(earlier, clock.instant());
        Refusal refusal = refused.refusal(failed, RefusalCode.PROBATION_FAILED, null, reason);
        seen.refuse(refusal);
        refused.raise(refusal);
        log.warn("fell back to revision {} (epoch {})", snapshot.revision(), snapshot.epoch());
        var unused = listeners.notify(snapshot);
        return true;
    }

    /**
     * Keeps out whatever arrives from now on.
     *
     * @param target what to serve meanwhile; what is in force when null
     */
    synchronized Pin pin(@Nullable StoredSnapshot target, Instant since, String reason, boolean misunderstood)
            throws InterruptedException {
        if (target != null && !target.id().equals(inForce.applied().id())) {
            probation.begin(target.id());
            tell(inForce.swap(target, Origin.DISK, clock.instant()), target.id());
        }
        Pin pin = Pin.at(inForce.applied().id(), since, reason);
        hold.pin(pin, misunderstood);
        log.warn("pinned to revision {} (epoch {}): {}", pin.revision(), pin.epoch(), pin.reason());
        return pin;
    }

    /** Gives what was refused another chance: one digest, or all when that is null. */
    synchronized int forget(@Nullable String digest) {
        refused.liftFor(digest);
        return seen.forget(digest);
    }

    /** The refusal that stands, null when there is none. Read by any thread. */
    @Nullable
    Refusal refused() {
        return refused.get();
    }

    /** What of the snapshot in force this version does not know. Read by any thread. */
    int ignored() {
        StoredSnapshot stored = inForce.applied().stored();
        return stored == null ? 0 : stored.content().ignored();
    }

    private void apply(Verdict.Good good, Fetched fetched, Origin origin, long start) throws InterruptedException {
        String signature = TrustedKeys.wellFormed(fetched.announcement().signature());
        probation.begin(good.id());
        Snapshot snapshot =
                inForce.swap(new StoredSnapshot(good.id(), good.content(), signature), origin, clock.instant());
        seen.met(good.id());
        refused.lift();
        listenersTriedTwice = false;
        if (disk != null) {
            disk.keep(good.id(), signature, fetched.json());
        }
        log.info("applied revision {} (epoch {}) from {}", snapshot.revision(), snapshot.epoch(), snapshot.origin());
        observer.applied(snapshot, Duration.ofNanos(nanoTime.getAsLong() - start));
        tell(snapshot, good.id());
    }

    private void tell(Snapshot snapshot, SnapshotId id) throws InterruptedException {
        Optional<String> failure = listeners.notify(snapshot);
        if (failure.isPresent()) {
            refused.raise(refused.refusal(id, RefusalCode.LISTENER_FAILED, null, failure.get()));
        }
    }

    private Reception refuse(Verdict.Bad bad) {
        Refusal known = bad.genuine() ? seen.refusal(bad.id().digest()) : null;
        Refusal refusal = known == null ? refused.refusal(bad.id(), bad.code(), bad.pointer(), bad.detail()) : known;
        if (bad.genuine()) {
            seen.met(bad.id());
            seen.refuse(refusal);
        }
        refused.raise(refusal);
        return bad.genuine() ? Reception.REFUSED : Reception.SPURIOUS;
    }
}
