package io.failstatic.control.audit;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds entries of the audit log. Thread-safe. */
@Repository
@RequiredArgsConstructor
@Transactional(readOnly = true)
class AuditSearch {

    private final EntityManager entityManager;

    /** The entries below a sequence number that a filter accepts, newest first. */
    public List<AuditEntry> find(Filter filter, long below, int limit) {
        return query("select e from AuditEntry e where e.seq < :below", "order by e.seq desc", filter)
                .setParameter("below", below)
                .setMaxResults(limit)
                .getResultList();
    }

    /** The entries between two sequence numbers, both included, that a filter accepts, oldest first. */
    public List<AuditEntry> between(Filter filter, long first, long last) {
        return query("select e from AuditEntry e where e.seq between :first and :last", "order by e.seq", filter)
                .setParameter("first", first)
                .setParameter("last", last)
                .getResultList();
    }

    /** How far the log reaches, at one moment. */
    public Extent extent() {
        // One statement, so that no entry is appended in between.
        return entityManager
                .createQuery(
                        "select c, (select min(e.seq) from AuditEntry e), (select max(e.seq) from AuditEntry e)"
                                + " from ChainRow c",
                        Object[].class)
                .getResultStream()
                .findFirst()
                .map(row -> new Extent((ChainRow) row[0], (Long) row[1], (Long) row[2]))
                .orElseThrow(() -> new IllegalStateException("audit_chain: empty (expected: one row)"));
    }

    private TypedQuery<AuditEntry> query(String select, String order, Filter filter) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder(select);
        restrict(query, values, "actor", "=", filter.actor());
        restrict(query, values, "action", "=", filter.action());
        restrict(query, values, "kind", "=", filter.kind());
        restrict(query, values, "resourceId", "=", filter.resourceId());
        restrict(query, values, "outcome", "=", filter.outcome());
        restrict(query, values, "at", ">=", filter.from());
        restrict(query, values, "at", "<", filter.to());
        TypedQuery<AuditEntry> entries =
                entityManager.createQuery(query.append(' ').append(order).toString(), AuditEntry.class);
        values.forEach(entries::setParameter);
        return entries;
    }

    private static void restrict(
            StringBuilder query, Map<String, Object> values, String field, String operator, @Nullable Object value) {
        if (value != null) {
            String parameter = "p" + values.size();
            query.append(" and e.")
                    .append(field)
                    .append(' ')
                    .append(operator)
                    .append(" :")
                    .append(parameter);
            values.put(parameter, value);
        }
    }

    /**
     * How far the log reaches.
     *
     * @param chain where the chain begins and what it should end with
     * @param first the lowest sequence number there is; null when there is none
     * @param last the highest one
     */
    record Extent(
            ChainRow chain, @Nullable Long first, @Nullable Long last) {}

    /** What an entry must be like; null accepts everything. {@code from} is included, {@code to} is not. */
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String kind,
            @Nullable String resourceId,
            @Nullable Outcome outcome,
            @Nullable Instant from,
            @Nullable Instant to) {

        static final Filter NONE = new Filter(null, null, null, null, null, null, null);
    }
}
