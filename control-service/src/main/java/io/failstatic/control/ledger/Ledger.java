package io.failstatic.control.ledger;

import io.failstatic.control.database.Announcements;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The only writer of the revision. A change locks the ledger first, so that changes happen one after the other, in any
 * number of control services: revisions are dense, unique and in commit order. Thread-safe.
 */
@Repository
@RequiredArgsConstructor
public class Ledger {

    /** The audience of every instance that is in no rollout. */
    public static final String STABLE = "stable";

    /** How many revisions keep their bytes, besides the newest of each audience. */
    static final int KEPT_RENDERINGS = 100;

    private final EntityManager entityManager;
    private final Announcements announcements;

    /**
     * Locks the ledger until the end of the transaction. Must be the first thing that a change does: what is read before it
     * may be outdated by the time the lock is granted.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock() {
        row(LockModeType.PESSIMISTIC_WRITE);
    }

    /** Begins the history when there is none: makes the lineage. Answers whether it did. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean begin(UUID lineage) {
        LedgerRow row = row(LockModeType.PESSIMISTIC_WRITE);
        if (row.getLineage() != null) {
            return false;
        }
        row.begin(lineage);
        return true;
    }

    /** The revision that {@link #advance} will take, for whoever holds the lock. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Revision next() {
        return row(LockModeType.PESSIMISTIC_WRITE).next();
    }

    /**
     * Takes the next revision.
     *
     * @param removed how many resources of each kind, by path name, the change removes
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Revision advance(Map<String, Integer> removed) {
        LedgerRow row = row(LockModeType.PESSIMISTIC_WRITE);
        row.advance(removed);
        return row.toRevision();
    }

    /** Notes that a place of this history has been seen; one that the ledger has reached itself is no news. */
    @Transactional(propagation = Propagation.MANDATORY)
    void note(Sighting sighting) {
        row(LockModeType.PESSIMISTIC_WRITE).note(sighting);
    }

    /** What has been noted of later places than the newest revision; empty once an epoch orders after it. */
    @Transactional(readOnly = true)
    Optional<Regression> regression() {
        return Optional.ofNullable(row(LockModeType.NONE).regression());
    }

    /** Takes the next revision in a new epoch, which orders after everything that was ever seen of this history. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Revision raiseEpoch() {
        LedgerRow row = row(LockModeType.PESSIMISTIC_WRITE);
        row.raiseEpoch();
        return row.toRevision();
    }

    /** Running totals, per kind by path name, of the removals that were accepted. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, Long> removals() {
        return Collections.unmodifiableMap(row(LockModeType.NONE).getRemovals());
    }

    /** Stores the bytes of a revision that this transaction has taken, and forgets those that nobody needs any more. */
    @Transactional(propagation = Propagation.MANDATORY)
    public PublishedRevision publish(Revision revision, String audience, Instant publishedAt, Rendering rendering) {
        entityManager.persist(new RevisionRow(revision, audience, publishedAt, rendering));
        entityManager.persist(new RenderingRow(revision.number(), rendering));
        desire(audience, revision);
        entityManager.flush();
        entityManager
                .createQuery("delete from RenderingRow where number <= :last"
                        + " and number not in (select a.revision from AudienceRow a)")
                .setParameter("last", revision.number() - KEPT_RENDERINGS)
                .executeUpdate();
        announcements.announce();
        return new PublishedRevision(revision, audience, publishedAt, rendering);
    }

    /**
     * Signs the newest bytes of every audience whose signature will not do; the bytes stay what they are.
     *
     * @param acceptable judges a signature, null where there is none
     * @return how many were signed
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int signHeads(Predicate<@Nullable String> acceptable, Function<byte[], String> sign) {
        List<RenderingRow> unsigned = entityManager
                .createQuery(
                        "select r from RenderingRow r where r.number in (select a.revision from AudienceRow a)",
                        RenderingRow.class)
                .getResultStream()
                .filter(row -> !acceptable.test(row.getSignature()))
                .toList();
        unsigned.forEach(row -> row.sign(sign.apply(row.getJson())));
        return unsigned.size();
    }

    /** The newest revision; empty before the history has begun. */
    @Transactional(readOnly = true)
    public Optional<Revision> newest() {
        LedgerRow row = row(LockModeType.NONE);
        return row.getRevision() == 0 ? Optional.empty() : Optional.of(row.toRevision());
    }

    /** The newest revision of an audience, with its bytes. */
    @Transactional(readOnly = true)
    public Optional<PublishedRevision> head(String audience) {
        UUID lineage = row(LockModeType.NONE).getLineage();
        AudienceRow desired = entityManager.find(AudienceRow.class, audience);
        if (lineage == null || desired == null) {
            return Optional.empty();
        }
        RevisionRow row = entityManager.find(RevisionRow.class, desired.getRevision());
        RenderingRow bytes = entityManager.find(RenderingRow.class, row.getNumber());
        return Optional.of(new PublishedRevision(
                new Revision(lineage, row.getEpoch(), row.getNumber()),
                row.getAudience(),
                row.getPublishedAt(),
                new Rendering(row.getDigest(), bytes.getSignature(), bytes.getJson(), bytes.getGzip())));
    }

    private void desire(String audience, Revision revision) {
        AudienceRow row = entityManager.find(AudienceRow.class, audience);
        if (row == null) {
            entityManager.persist(new AudienceRow(audience, revision));
        } else {
            row.desire(revision);
        }
    }

    private LedgerRow row(LockModeType lock) {
        return entityManager.find(LedgerRow.class, LedgerRow.ID, lock);
    }
}
