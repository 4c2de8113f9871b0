package io.failstatic.control.audit;

import org.jspecify.annotations.Nullable;

/**
 * A walk along the chain, entry by entry, up to the first one that is not what it was or not where it belongs. Confined to
 * one thread.
 */
final class ChainCheck {

    private final long first;
    private long next;
    private String previousHash = ChainRow.BEGINNING;
    private @Nullable Broken broken;

    /** Begins before the first entry of the chain. */
    ChainCheck(long first) {
        this.first = first;
        this.next = first;
    }

    /** Takes the entry that follows, by its sequence number. Answers whether the chain holds so far. */
    boolean take(AuditEntry entry) {
        if (entry.getSeq() != next) {
            return breaks(next, "missing");
        }
        if (!entry.isIntact()) {
            return breaks(next, "altered");
        }
        if (!previousHash.equals(entry.getPreviousHash())) {
            // The entry is what was written; so the one before it is not, unless there is none.
            return breaks(Math.max(first, next - 1), "replaced");
        }
        previousHash = String.valueOf(entry.getHash());
        next++;
        return true;
    }

    /** Demands that everything up to a sequence number has been taken. */
    boolean reach(long seq) {
        return next > seq || breaks(next, "missing");
    }

    /** Demands that the chain ends here. */
    boolean end(long seq, String hash) {
        if (!reach(seq)) {
            return false;
        }
        return (seq == next - 1 && hash.equals(previousHash)) || breaks(Math.max(first, next - 1), "replaced");
    }

    boolean breaks(long seq, String how) {
        if (broken == null) {
            broken = new Broken(seq, how);
        }
        return false;
    }

    /** How many entries have been found good. */
    long entries() {
        return next - first;
    }

    @Nullable
    Broken broken() {
        return broken;
    }

    /**
     * The first place at which the chain does not hold.
     *
     * @param how {@code missing}; {@code altered}: does not fit its hash; {@code replaced}: fits its hash, but is not what
     *     its successor follows; {@code foreign}: lies outside the chain
     */
    record Broken(long seq, String how) {}
}
