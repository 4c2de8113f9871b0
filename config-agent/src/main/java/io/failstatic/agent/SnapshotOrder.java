package io.failstatic.agent;

import org.jspecify.annotations.Nullable;

/** How a snapshot relates to the highest one met so far: the decision table that keeps an agent from going back. */
enum SnapshotOrder {
    NEWER(null),
    SAME(null),
    FOREIGN_LINEAGE(RefusalCode.FOREIGN_LINEAGE),
    STALE(RefusalCode.STALE_REVISION),
    EQUIVOCATION(RefusalCode.EQUIVOCATION),
    JUMP(RefusalCode.REVISION_JUMP);

    static final long LARGEST_EPOCH_STEP = 1_000;
    static final long LARGEST_REVISION_STEP = 1_000_000;

    private final @Nullable RefusalCode refusal;

    SnapshotOrder(@Nullable RefusalCode refusal) {
        this.refusal = refusal;
    }

    /** Why a snapshot that relates so is kept out; null when its order is no reason. */
    @Nullable
    RefusalCode refusal() {
        return refusal;
    }

    /**
     * Compares by {@code (epoch, revision)} within one lineage.
     *
     * @param seen the highest snapshot met, applied or refused; null when none was ever met
     */
    static SnapshotOrder of(@Nullable SnapshotId seen, SnapshotId candidate) {
        if (seen == null) {
            return NEWER;
        }
        if (!candidate.sameLineage(seen)) {
            return FOREIGN_LINEAGE;
        }
        if (seen.isAbove(candidate)) {
            return STALE;
        }
        if (!candidate.isAbove(seen)) {
            return candidate.digest().equals(seen.digest()) ? SAME : EQUIVOCATION;
        }
        if (candidate.epoch() > seen.epoch()) {
            return candidate.epoch() - seen.epoch() > LARGEST_EPOCH_STEP ? JUMP : NEWER;
        }
        return candidate.revision() - seen.revision() > LARGEST_REVISION_STEP ? JUMP : NEWER;
    }
}
