package io.failstatic.control.idempotency;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.CannotAcquireLockException;

/** A keyed request that this process is answering at the moment. Thread-safe. */
final class Run {

    private final String fingerprint;
    private final CountDownLatch ended = new CountDownLatch(1);

    Run(KeyedRequest request) {
        this.fingerprint = request.fingerprint();
    }

    void end() {
        ended.countDown();
    }

    /**
     * Waits for the end, in vain no longer than the given time.
     *
     * @throws KeyInUseException when this equal request is still running
     * @throws KeyReusedException when this other request is still running
     */
    void await(KeyedRequest request, long nanos) {
        try {
            if (!ended.await(nanos, TimeUnit.NANOSECONDS)) {
                throw fingerprint.equals(request.fingerprint()) ? new KeyInUseException() : new KeyReusedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAcquireLockException("key: interrupted while waiting for it", e);
        }
    }
}
