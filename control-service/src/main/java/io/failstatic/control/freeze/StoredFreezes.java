package io.failstatic.control.freeze;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The freezes in the database. Thread-safe. */
@Repository
@RequiredArgsConstructor
@Transactional(readOnly = true)
class StoredFreezes {

    private static final String IS_ACTIVE =
            "f.endedAt is null and (f.expires = false or f.estimatedEnd is null or f.estimatedEnd > :now)";

    private final EntityManager entityManager;

    /** Those that refuse something, oldest first. */
    public List<FreezeRow> active(Instant now) {
        return query("select f from FreezeRow f where " + IS_ACTIVE + " order by f.number")
                .setParameter("now", now)
                .getResultList();
    }

    /**
     * Those below a number, newest first.
     *
     * @param active whether to find those that refuse something, or those that do not any more; null for all
     */
    public List<FreezeRow> list(@Nullable Boolean active, Instant now, long below, int limit) {
        String restriction = active == null ? "" : " and " + (active ? "" : "not ") + "(" + IS_ACTIVE + ")";
        TypedQuery<FreezeRow> rows = query(
                        "select f from FreezeRow f where f.number < :below" + restriction + " order by f.number desc")
                .setParameter("below", below)
                .setMaxResults(limit);
        return (active == null ? rows : rows.setParameter("now", now)).getResultList();
    }

    public Optional<FreezeRow> find(String id) {
        return query("select f from FreezeRow f where f.id = :id")
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Freeze freeze) {
        entityManager.persist(new FreezeRow(freeze));
    }

    private TypedQuery<FreezeRow> query(String query) {
        return entityManager.createQuery(query, FreezeRow.class);
    }
}
