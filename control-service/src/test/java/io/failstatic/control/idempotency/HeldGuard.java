package io.failstatic.control.idempotency;

import io.failstatic.control.change.Guard;
import io.failstatic.control.change.Mutation;
import io.failstatic.control.request.Confirmation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a change in the middle of its transaction, when its resource has the right name. */
final class HeldGuard implements Guard {

    static final String HELD = "held";

    private static volatile CountDownLatch reached = new CountDownLatch(1);
    private static volatile CountDownLatch released = new CountDownLatch(1);

    static void reset() {
        reached = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    static void awaitReached() throws InterruptedException {
        if (!reached.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing is held");
        }
    }

    static void release() {
        released.countDown();
    }

    @Override
    public void check(List<Mutation> mutations, Confirmation confirmation) {
        if (mutations.stream().anyMatch(mutation -> mutation.ref().id().startsWith(HELD))) {
            reached.countDown();
            try {
                if (!released.await(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody lets go");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
