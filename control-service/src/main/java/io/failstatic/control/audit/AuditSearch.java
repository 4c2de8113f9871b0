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
class AuditSearch {

    private final EntityManager entityManager;

    /** The entries below a sequence number that a filter accepts, newest first. */
    @Transactional(readOnly = true)
    public List<AuditEntry> find(Filter filter, long below, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder("select e from AuditEntry e where e.seq < :below");
        restrict(query, values, "actor", "=", filter.actor());
        restrict(query, values, "action", "=", filter.action());
        restrict(query, values, "kind", "=", filter.kind());
        restrict(query, values, "resourceId", "=", filter.resourceId());
        restrict(query, values, "outcome", "=", filter.outcome());
        restrict(query, values, "at", ">=", filter.from());
        restrict(query, values, "at", "<", filter.to());
        TypedQuery<AuditEntry> entries = entityManager
                .createQuery(query.append(" order by e.seq desc").toString(), AuditEntry.class)
                .setParameter("below", below)
                .setMaxResults(limit);
        values.forEach(entries::setParameter);
        return entries.getResultList();
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

    /** What an entry must be like; null accepts everything. {@code from} is included, {@code to} is not. */
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String kind,
            @Nullable String resourceId,
            @Nullable Outcome outcome,
            @Nullable Instant from,
            @Nullable Instant to) {}
}
