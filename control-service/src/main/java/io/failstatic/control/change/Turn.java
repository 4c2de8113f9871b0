package io.failstatic.control.change;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.dao.CannotAcquireLockException;

/**
 * The order in which the changes of this process wait for the ledger. Whoever waits here holds no connection: otherwise a
 * burst of changes would take them all, and reads with them. Thread-safe.
 */
final class Turn {

    private final Semaphore turn = new Semaphore(1, true);
    private final Duration patience;

    Turn(Duration patience) {
        this.patience = patience;
    }

    /**
     * Waits for its turn and takes it.
     *
     * @throws CannotAcquireLockException when the turn does not come in time
     */
    <T> T take(Supplier<T> work) {
        await();
        try {
            return work.get();
        } finally {
            turn.release();
        }
    }

    private void await() {
        try {
            if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CannotAcquireLockException("ledger: too many changes wait for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAcquireLockException("ledger: interrupted while waiting for it", e);
        }
    }
}
