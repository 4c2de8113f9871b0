package io.failstatic.control.ledger;

import java.util.Optional;

/** Whoever may know of later revisions than the ledger does, which then has been set back. Thread-safe. */
public interface Witness {

    /** The highest place of the same lineage above a stored revision that can be believed; asks no database. */
    Optional<Sighting> above(Revision stored);
}
