package io.failstatic.control.ledger;

/**
 * A place in this history that somebody has seen. Immutable.
 *
 * @param by who has, to be told to people
 */
public record Sighting(long epoch, long number, String by) {

    private static final int MAX_BY = 200;

    public Sighting {
        by = by.length() <= MAX_BY ? by : by.substring(0, MAX_BY);
    }

    boolean isAfter(Sighting other) {
        return epoch > other.epoch || (epoch == other.epoch && number > other.number);
    }

    /** Whether it orders after a revision of the same lineage. */
    boolean isAfter(Revision revision) {
        return epoch > revision.epoch() || (epoch == revision.epoch() && number > revision.number());
    }
}
