package io.failstatic.control.snapshot;

import io.failstatic.control.ledger.Revision;
import java.util.Optional;

/** The stored snapshots. Thread-safe; every call asks the database. */
public interface Snapshots {

    /** The newest snapshot of an audience; empty before the ledger has been initialised. */
    Optional<RenderedSnapshot> head(String audience);

    /** The newest revision when it orders after the given pair: one row by its key, for a check every second. */
    Optional<Revision> newer(long epoch, long revision);
}
