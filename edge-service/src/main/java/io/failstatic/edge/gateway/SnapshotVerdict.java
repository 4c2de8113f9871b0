package io.failstatic.edge.gateway;

import io.failstatic.agent.Snapshot;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The edge's verdict on the snapshot in force: it has to go when evaluations throw because of it. Five must have thrown,
 * and at least one in a hundred since the first of them; and twice the share that threw under the snapshot before, or a
 * hostile request that throws under any would undo every change. The agent takes the verdict during probation only.
 * <em>Thread-safe; costs nothing until something throws.</em>
 */
final class SnapshotVerdict {

    private static final long LEAST_FAILURES = 5;
    private static final double LEAST_SHARE = 0.01;
    private static final double LEAST_WORSENING = 2;

    private final LongSupplier decisions;
    private final BiConsumer<Snapshot, String> condemn;
    private volatile @Nullable Tally tally;

    /**
     * @param decisions requests decided so far
     * @param condemn told of the snapshot and the reason, without waiting
     */
    SnapshotVerdict(LongSupplier decisions, BiConsumer<Snapshot, String> condemn) {
        this.decisions = decisions;
        this.condemn = condemn;
    }

    /** An evaluation with this snapshot threw. */
    void failed(Snapshot snapshot, Throwable thrown) {
        Tally current = tallyOf(snapshot);
        long failures = current.failures.incrementAndGet();
        if (failures < LEAST_FAILURES) {
            return;
        }
        long later = current.decidedLater(decisions.getAsLong());
        double share = current.share(later);
        if (share >= LEAST_SHARE && share >= LEAST_WORSENING * current.usual) {
            condemn.accept(
                    snapshot,
                    failures + " evaluations of " + (later + 1) + " requests threw, the last one "
                            + thrown.getClass().getName());
        }
    }

    private Tally tallyOf(Snapshot snapshot) {
        Tally current = tally;
        return current != null && current.isOf(snapshot) ? current : begin(snapshot);
    }

    private synchronized Tally begin(Snapshot snapshot) {
        Tally before = tally;
        if (before != null && before.isOf(snapshot)) {
            return before;
        }
        long decided = decisions.getAsLong();
        double usual = before == null || before.failures.get() < LEAST_FAILURES
                ? 0
                : before.share(before.decidedLater(decided));
        Tally begun = new Tally(snapshot, decided, usual, new AtomicLong());
        tally = begun;
        return begun;
    }

    /**
     * @param decidedAtFirst requests decided when the first evaluation threw
     * @param usual share of failures under the snapshot before
     */
    private record Tally(Snapshot snapshot, long decidedAtFirst, double usual, AtomicLong failures) {

        long decidedLater(long decided) {
            return Math.max(1, decided - decidedAtFirst);
        }

        /** Of the requests after the first failure: with it, a rare failure would look like a frequent one. */
        double share(long decidedLater) {
            return (double) Math.max(0, failures.get() - 1) / decidedLater;
        }

        @SuppressWarnings("ReferenceEquality") // each swap makes another snapshot; comparing contents would be slow
        boolean isOf(Snapshot other) {
            return snapshot == other;
        }
    }
}
