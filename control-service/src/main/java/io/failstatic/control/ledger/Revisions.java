package io.failstatic.control.ledger;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The revisions there have been. Thread-safe. */
@Repository
@RequiredArgsConstructor
@Transactional(readOnly = true)
public class Revisions {

    private final EntityManager entityManager;

    /** Revisions below a number, newest first. */
    public List<PastRevision> list(long below, int limit) {
        return query("select r from RevisionRow r where r.number < :below order by r.number desc")
                .setParameter("below", below)
                .setMaxResults(limit)
                .getResultStream()
                .map(RevisionRow::toPast)
                .toList();
    }

    public Optional<PastRevision> find(long number) {
        return Optional.ofNullable(entityManager.find(RevisionRow.class, number))
                .map(RevisionRow::toPast);
    }

    /** The revision that was the newest at a time. */
    public Optional<PastRevision> findAt(Instant time) {
        return query("select r from RevisionRow r where r.publishedAt <= :time order by r.number desc")
                .setParameter("time", time)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(RevisionRow::toPast);
    }

    /** The bytes of a revision, while they are kept. */
    public Optional<Rendering> findRendering(long number) {
        RevisionRow revision = entityManager.find(RevisionRow.class, number);
        RenderingRow bytes = entityManager.find(RenderingRow.class, number);
        return revision == null || bytes == null
                ? Optional.empty()
                : Optional.of(
                        new Rendering(revision.getDigest(), bytes.getSignature(), bytes.getJson(), bytes.getGzip()));
    }

    private TypedQuery<RevisionRow> query(String query) {
        return entityManager.createQuery(query, RevisionRow.class);
    }
}
