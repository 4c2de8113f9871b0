package io.failstatic.control.snapshot;

/** Whoever distributes snapshots. */
public interface SnapshotListener {

    /**
     * Takes a snapshot that has just been committed. Called on the thread of the change, after the commit and before the
     * change is answered: it must be quick and what it throws is logged, never part of the answer. Concurrent changes may
     * offer out of order: the higher {@code (epoch, revision)} wins.
     */
    void offered(RenderedSnapshot snapshot);
}
