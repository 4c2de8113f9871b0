package io.failstatic.control.audit;

import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Lets only a few callers walk along the whole log at a time: each takes a thread for as long as it does. Thread-safe. */
@Component
final class Walks {

    static final int AT_ONCE = 4;

    private final Semaphore free = new Semaphore(AT_ONCE);

    /**
     * Begins a walk, which must end.
     *
     * @throws TooManyWalksException when there are enough
     */
    void begin() {
        if (!free.tryAcquire()) {
            throw new TooManyWalksException();
        }
    }

    void end() {
        free.release();
    }
}
