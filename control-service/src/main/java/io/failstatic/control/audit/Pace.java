package io.failstatic.control.audit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many entries denied calls may make: 100 per second, and 1000 at once after a quiet time. Thread-safe. */
final class Pace {

    static final int BURST = 1000;
    private static final long EACH = TimeUnit.MILLISECONDS.toNanos(10);

    private final LongSupplier nanos;
    private long full;

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
        this.full = nanos.getAsLong() - BURST * EACH;
    }

    synchronized boolean admits() {
        long now = nanos.getAsLong();
        long since = Math.min(now - full, BURST * EACH);
        if (since < EACH) {
            return false;
        }
        full = now - since + EACH;
        return true;
    }
}
