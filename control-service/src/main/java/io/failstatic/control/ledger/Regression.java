package io.failstatic.control.ledger;

/**
 * The finding that the ledger has been set back: by a restore from a backup, or by a failover that lost commits. Immutable.
 *
 * @param stored the newest revision of the ledger
 * @param sighting a later one that has been published
 */
public record Regression(Revision stored, Sighting sighting) {

    /** What has happened, with the numbers, and what to do about it. */
    public String message() {
        return "regressed: the database holds revision " + stored.number() + " of epoch " + stored.epoch()
                + ", but revision " + sighting.number() + " of epoch " + sighting.epoch() + " is known to "
                + sighting.by() + ". The database was restored from a backup, or has lost commits. Polls are answered,"
                + " nothing is published until POST /api/v1/epochs (role ADMIN, Break-Glass: true) begins a new epoch.";
    }
}
