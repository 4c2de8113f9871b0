package io.failstatic.control.ledger;

import java.util.UUID;

/**
 * The number of one rendered desired state, with the history it belongs to. Ordered by {@code (epoch, number)} within one
 * lineage; time never decides.
 */
public record Revision(UUID lineage, long epoch, long number) {

    public Revision {
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch: " + epoch + " (expected: at least 1)");
        }
        if (number < 1) {
            throw new IllegalArgumentException("number: " + number + " (expected: at least 1)");
        }
    }

    /** Whether this orders after the given pair of the same lineage. */
    public boolean isAfter(long otherEpoch, long otherNumber) {
        return epoch > otherEpoch || (epoch == otherEpoch && number > otherNumber);
    }
}
