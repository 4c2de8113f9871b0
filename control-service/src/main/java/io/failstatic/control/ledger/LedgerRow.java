package io.failstatic.control.ledger;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** The one row that orders everything. */
@Entity
@Getter
@Table(name = "ledger")
class LedgerRow {

    static final short ID = 1;

    @Id
    private short id;

    private @Nullable UUID lineage;

    private long epoch;

    private long revision;

    @Convert(converter = RemovalsConverter.class)
    private Map<String, Long> removals;

    private long witnessedEpoch;

    private long witnessedRevision;

    private @Nullable String witnessedBy;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected LedgerRow() {}

    void begin(UUID newLineage) {
        if (lineage != null) {
            throw new IllegalStateException("lineage: " + lineage + " (expected: none yet)");
        }
        lineage = newLineage;
    }

    void advance(Map<String, Integer> removed) {
        if (!removed.isEmpty()) {
            Map<String, Long> totals = new TreeMap<>(removals);
            removed.forEach((kind, count) -> totals.merge(kind, (long) count, Long::sum));
            removals = totals;
        }
        revision++;
    }

    /** Remembers that a later place of this history has been seen. */
    void note(Sighting sighting) {
        if (sighting.isAfter(toRevision()) && sighting.isAfter(new Sighting(witnessedEpoch, witnessedRevision, ""))) {
            witnessedEpoch = sighting.epoch();
            witnessedRevision = sighting.number();
            witnessedBy = sighting.by();
        }
    }

    /** That a later place has been seen than this one; null when none was. */
    @Nullable
    Regression regression() {
        Sighting sighting = new Sighting(witnessedEpoch, witnessedRevision, witnessedBy == null ? "" : witnessedBy);
        return revision > 0 && sighting.isAfter(toRevision()) ? new Regression(toRevision(), sighting) : null;
    }

    /** Begins the epoch that orders after everything that was ever seen. */
    void raiseEpoch() {
        epoch = Math.max(epoch, witnessedEpoch) + 1;
        revision++;
    }

    Revision toRevision() {
        return revision(revision);
    }

    Revision next() {
        return revision(revision + 1);
    }

    private Revision revision(long number) {
        if (lineage == null) {
            throw new IllegalStateException("lineage: none (expected: an initialised ledger)");
        }
        return new Revision(lineage, epoch, number);
    }
}
