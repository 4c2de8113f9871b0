package io.failstatic.agent;

import io.failstatic.agent.InForce.Applied;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a snapshot in force must prove itself before it becomes last-known-good; until then it is a candidate,
 * and what was in force before it is kept to fall back to. <em>Thread-safe.</em>
 */
final class Probation {

    private static final Logger log = LoggerFactory.getLogger(Probation.class);

    /** Where the record survives the process. */
    @FunctionalInterface
    interface Keeper {

        /**
         * Keeps the record.
         *
         * @param wait whether to give the disk a moment: a death right after this must be counted
         */
        void keep(TrialRecord record, boolean wait);
    }

    private final InForce inForce;
    private final Duration length;
    private final LongSupplier nanoTime;
    private final Keeper keeper;
    private volatile TrialRecord record;
    private @Nullable Applied good;
    private @Nullable Applied before;
    private long since;
    private boolean closed;

    /**
     * @param record the trials so far, with what is in force already noted in it
     * @param before what to fall back to from what is in force, null when there is nothing
     */
    Probation(
            TrialRecord record,
            @Nullable Applied before,
            InForce inForce,
            Duration length,
            LongSupplier nanoTime,
            Keeper keeper) {
        this.record = record;
        this.before = before;
        this.inForce = inForce;
        this.length = length;
        this.nanoTime = nanoTime;
        this.keeper = keeper;
        this.since = nanoTime.getAsLong();
        this.good = record.running() == null ? inForce.applied() : null;
    }

    /** Whether what is in force has still to prove itself. */
    boolean active() {
        return record.running() != null;
    }

    /** The snapshot that was last served through its probation, null when none was. */
    @Nullable
    SnapshotId lastGood() {
        return record.lastGood();
    }

    /** Notes that a snapshot is about to replace what is in force. */
    synchronized void begin(SnapshotId next) {
        if (closed) {
            return;
        }
        before = inForce.applied();
        since = nanoTime.getAsLong();
        become(record.trying(next), true);
    }

    /** Promotes what is in force to last-known-good when its time has come. */
    synchronized void check() {
        SnapshotId candidate = record.running();
        if (candidate == null || nanoTime.getAsLong() - since < length.toNanos()) {
            return;
        }
        Applied applied = inForce.applied();
        if (candidate.equals(applied.id())) {
            good = applied;
            before = null;
            become(record.proved(candidate), false);
            log.info("revision {} (epoch {}) is last-known-good", candidate.revision(), candidate.epoch());
        }
    }

    /**
     * Ends the probation of a candidate that failed.
     *
     * @return what to serve instead, null when the snapshot is not on probation
     */
    synchronized @Nullable Applied fail(@Nullable SnapshotId failed) {
        if (failed == null || !failed.equals(record.running())) {
            return null;
        }
        Applied target = before != null ? before : Objects.requireNonNullElse(good, inForce.defaults());
        boolean proved = good != null && Objects.equals(target.id(), good.id());
        before = proved ? null : good;
        since = nanoTime.getAsLong();
        TrialRecord without = record.forgotten(failed);
        SnapshotId next = target.id();
        become(proved || next == null ? without : without.trying(next), false);
        return target;
    }

    /** Notes that the process ends on purpose, which is no death. */
    synchronized void close() {
        closed = true;
        become(record.stopped(), false);
    }

    private void become(TrialRecord next, boolean wait) {
        if (!next.equals(record)) {
            record = next;
            keeper.keep(next, wait);
        }
    }
}
