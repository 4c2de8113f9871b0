package io.failstatic.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person may have one agent do against the control plane's will, or its own. A pin lasts over restarts, in the file
 * {@code PIN} of the cache directory; the file alone does the same. <em>Thread-safe.</em>
 *
 * <p>The calls wait for the disk, for five seconds at most each: they are not for the path of a request.
 */
public final class Operator {

    private static final Logger log = LoggerFactory.getLogger(Operator.class);

    private final SeenSnapshots seen;
    private final Hold hold;
    private final KnownPinFile file;
    private final Interventions interventions;
    private final WrittenOrders written;

    Operator(SeenSnapshots seen, Hold hold, KnownPinFile file, Interventions interventions) {
        this.seen = seen;
        this.hold = hold;
        this.file = file;
        this.interventions = interventions;
        this.written = new WrittenOrders(file, interventions, this);
    }

    /** Holds this process at the snapshot in force until it is unpinned; the agent polls and reports as before. */
    public Pin pin(String reason) {
        return carryOut(OperatorOrder.pin(null, reason));
    }

    /**
     * Holds this process at a generation of its disk until it is unpinned.
     *
     * @param generation {@code 42}, {@code 1.42} or a digest
     * @throws IllegalArgumentException when there is no such generation that can be served
     */
    public Pin pin(String generation, String reason) {
        if (!OperatorOrder.isGeneration(generation)) {
            throw new IllegalArgumentException("generation: " + generation + " (expected: 42, 1.42 or a digest)");
        }
        return carryOut(OperatorOrder.pin(generation, reason));
    }

    /**
     * Follows the control plane again, from the next poll on.
     *
     * @return false when nothing was pinned
     * @throws IllegalStateException when the file cannot be removed: the next start would pin again
     */
    public synchronized boolean unpin() {
        if (hold.pin() == null) {
            return false;
        }
        if (file.isThere() && !file.write(null)) {
            throw new IllegalStateException("PIN: cannot be removed (expected: a cache directory that can be written)");
        }
        interventions.release();
        return true;
    }

    /**
     * Gives all refused snapshots another chance with the next poll.
     *
     * @return how many there were
     */
    public int forget() {
        return interventions.forget(null);
    }

    /**
     * Gives a refused snapshot another chance with the next poll.
     *
     * @return false when it was not refused
     */
    public boolean forget(String digest) {
        return interventions.forget(digest) > 0;
    }

    /**
     * Lets one snapshot of the history in whose refusal stands, whatever its numbers say, and follows that history then.
     *
     * @return the lineage
     * @throws IllegalStateException when no snapshot stands refused for its history or its number, or the agent is pinned
     */
    public synchronized String adopt() {
        return interventions.adopt();
    }

    /**
     * Lets one snapshot of a history in, whatever its numbers say, and follows that history then. Digest, signature and
     * content are checked as always. The word is kept by this process only, until such a snapshot arrives.
     *
     * @throws IllegalStateException when the agent is pinned
     */
    public synchronized void adopt(String lineage) {
        interventions.adopt(lineage);
    }

    /** What is pinned, null when nothing is. */
    public @Nullable Pin pinned() {
        return hold.pin();
    }

    /** The lineage of which the next snapshot is let in, null when there is none. */
    public @Nullable String adopting() {
        return seen.adopting();
    }

    /** Refusals that are remembered, oldest first. */
    public List<Refusal> refusals() {
        return seen.refusals();
    }

    /** The orders that come by file. */
    WrittenOrders written() {
        return written;
    }

    private synchronized Pin carryOut(OperatorOrder order) {
        Pin pin = interventions.pin(order);
        if (!file.write(OperatorOrder.textOf(pin))) {
            log.warn("pinned for this process only: {} cannot be written", PinFile.NAME);
        }
        return pin;
    }
}
