package io.failstatic.edge.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/** The bound on requests that are on their way to services. Nobody waits for a place. <em>Thread-safe.</em> */
final class Admission {

    private final AtomicInteger inFlight = new AtomicInteger();
    private final int max;

    Admission(int max) {
        this.max = max;
    }

    boolean tryEnter() {
        if (inFlight.incrementAndGet() > max) {
            inFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    int inFlight() {
        return inFlight.get();
    }
}
