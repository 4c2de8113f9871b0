package io.failstatic.control.audit;

import io.failstatic.control.database.RequestTransaction;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.databind.json.JsonMapper;

/**
 * The append-only record of every change and every refused one: a chain in which each entry holds the hash of the one before
 * it. Appending locks the end of the chain until the transaction ends; who locks the ledger too must have locked it before.
 * Thread-safe.
 */
@Repository
public class AuditLog {

    private static final String REFUSED = AuditLog.class.getName() + ".REFUSED";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;

    /** Held by whoever appends refusals: the others wait for the chain without a connection. */
    private final ReentrantLock refusing = new ReentrantLock(true);

    private final EntityManager entityManager;
    private final TransactionTemplate ownTransaction;
    private final RequestTransaction whole;
    private final JsonMapper json;
    private final Clock clock;
    private final Timer writes;

    AuditLog(
            EntityManager entityManager,
            PlatformTransactionManager transactions,
            RequestTransaction whole,
            JsonMapper json,
            Clock clock,
            MeterRegistry meters) {
        this.entityManager = entityManager;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.whole = whole;
        this.json = json;
        this.clock = clock;
        this.writes = Timer.builder("control.audit.write")
                .description("Time to wait for the end of the audit chain and to append an entry")
                .register(meters);
    }

    /** Appends within the transaction of the change: when this fails, the change fails. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(AuditEvent event) {
        writes.record(() -> write(event));
    }

    /** Appends in a transaction of its own, for what has been refused and changed nothing. */
    public void appendRefusal(AuditEvent event) {
        appendRefusals(List.of(event));
    }

    /** The same for several, all or nothing. */
    public void appendRefusals(List<AuditEvent> events) {
        markRequest();
        // The transaction at hand may hold the end of the chain: this one would wait for itself.
        whole.afterwards(() -> {
            await();
            try {
                appendPatiently(events);
            } finally {
                refusing.unlock();
            }
        });
    }

    /** Whether a refusal has been recorded, or could not be, on behalf of a request. */
    public static boolean hasRefused(HttpServletRequest request) {
        return request.getAttribute(REFUSED) != null;
    }

    private static void markRequest() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(REFUSED, true, RequestAttributes.SCOPE_REQUEST);
        }
    }

    /** A large change holds the end of the chain longer than the database lets anybody wait. */
    private void appendPatiently(List<AuditEvent> events) {
        for (int attempt = 1; ; attempt++) {
            try {
                ownTransaction.executeWithoutResult(status -> events.forEach(this::append));
                return;
            } catch (LockTimeoutException | PessimisticLockException | QueryTimeoutException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void write(AuditEvent event) {
        ChainRow chain = entityManager.find(ChainRow.class, ChainRow.ID, LockModeType.PESSIMISTIC_WRITE);
        if (chain == null) {
            throw new IllegalStateException("audit_chain: empty (expected: one row)");
        }
        // The database keeps microseconds; what is answered must be what is stored.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        entityManager.persist(chain.append(at, event, json.writeValueAsString(event.changes())));
    }

    private void await() {
        try {
            if (!refusing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CannotAcquireLockException("audit_chain: too many refusals wait for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAcquireLockException("audit_chain: interrupted while waiting for it", e);
        }
    }
}
