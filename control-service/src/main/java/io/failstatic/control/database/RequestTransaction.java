package io.failstatic.control.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The transaction around a whole request, which those of its parts join, and what is to be done when it has ended: a part
 * that believes its own transaction to be over must ask here. Thread-safe; a thread has at most one.
 */
@Slf4j
@Component
public final class RequestTransaction {

    private final TransactionTemplate transaction;

    RequestTransaction(PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Does work in one transaction. What it has put off is done before this returns, when no connection is held any more. */
    public <T> T execute(TransactionCallback<T> work) {
        Ending ending = new Ending();
        TransactionSynchronizationManager.bindResource(this, ending);
        try {
            return transaction.execute(status -> {
                TransactionSynchronizationManager.registerSynchronization(ending);
                return work.doInTransaction(status);
            });
        } finally {
            TransactionSynchronizationManager.unbindResource(this);
            ending.come();
        }
    }

    /** Does something once the request's transaction is committed, and not at all if it is not; at once when there is none. */
    public void afterCommit(Runnable work) {
        Ending ending = open();
        if (ending == null) {
            work.run();
        } else {
            ending.put(() -> ending.committed, work);
        }
    }

    /** Does something once the request's transaction has ended, one way or the other; at once when there is none. */
    public void afterwards(Runnable work) {
        Ending ending = open();
        if (ending == null) {
            work.run();
        } else {
            ending.put(() -> true, work);
        }
    }

    private @Nullable Ending open() {
        return (Ending) TransactionSynchronizationManager.getResource(this);
    }

    /** What waits for one transaction. Confined to its thread. */
    private static final class Ending implements TransactionSynchronization {

        private final List<Runnable> waiting = new ArrayList<>();
        private boolean committed;

        void put(BooleanSupplier condition, Runnable work) {
            waiting.add(() -> {
                if (condition.getAsBoolean()) {
                    work.run();
                }
            });
        }

        @Override
        public void afterCommit() {
            committed = true;
        }

        void come() {
            for (Runnable work : waiting) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    // The answer tells what became of the transaction, which nothing changes any more.
                    log.warn("What should follow a request's transaction failed: {}", e.getMessage());
                }
            }
        }
    }
}
