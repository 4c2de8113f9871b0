package io.failstatic.control.audit;

import io.failstatic.control.database.RequestTransaction;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The append-only record of every change and every refused one. Thread-safe. */
@Repository
public class AuditLog {

    private final EntityManager entityManager;
    private final TransactionTemplate ownTransaction;
    private final RequestTransaction whole;
    private final JsonMapper json;
    private final Clock clock;

    AuditLog(
            EntityManager entityManager,
            PlatformTransactionManager transactions,
            RequestTransaction whole,
            JsonMapper json,
            Clock clock) {
        this.entityManager = entityManager;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.whole = whole;
        this.json = json;
        this.clock = clock;
    }

    /** Appends within the transaction of the change: when this fails, the change fails. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(AuditEvent event) {
        write(event);
    }

    /** Appends in a transaction of its own, for what has been refused and changed nothing. */
    public void appendRefusal(AuditEvent event) {
        whole.afterwards(() -> ownTransaction.executeWithoutResult(status -> write(event)));
    }

    private void write(AuditEvent event) {
        // The database keeps microseconds; what is answered must be what is stored.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        entityManager.persist(new AuditEntry(at, event, json.writeValueAsString(event.changes())));
        entityManager.flush();
    }
}
