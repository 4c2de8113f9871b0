package io.failstatic.control.ledger;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.stereotype.Component;

/**
 * The order in which the changes of this process wait for the ledger. Whoever waits here holds no connection: otherwise a
 * burst of changes would take them all, and reads with them. Thread-safe.
 */
@Component
public final class Turn {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Duration patience;

    @Autowired
    Turn() {
        this(PATIENCE);
    }

    Turn(Duration patience) {
        this.patience = patience;
    }

    /**
     * Waits for its turn and takes it; whoever has it may take it again.
     *
     * @throws CannotAcquireLockException when the turn does not come in time
     */
    public <T> T take(Supplier<T> work) {
        await();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private void await() {
        try {
            if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CannotAcquireLockException("ledger: too many changes wait for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAcquireLockException("ledger: interrupted while waiting for it", e);
        }
    }
}
