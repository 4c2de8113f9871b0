package io.failstatic.control.admin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The number of calls that each of many callers may make: so many a second, and some more at once after a pause. Who has not
 * called for the longest time is forgotten first, and begins anew. Thread-safe.
 */
final class CallLimit {

    private static final int REMEMBERED = 10_000;

    private final long interval;
    private final long tolerance;
    private final LongSupplier nanos;

    /** When each caller would have used up, at the allowed pace, what it has used. */
    private final Map<String, Long> paidUntil = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    CallLimit(int perSecond, int burst, LongSupplier nanos) {
        this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
        this.tolerance = interval * (burst - 1);
        this.nanos = nanos;
    }

    /** Makes one call. Answers zero when it is within the limit, else the nanoseconds until one will be. */
    synchronized long spend(String caller) {
        long now = nanos.getAsLong();
        Long paid = paidUntil.get(caller);
        long ahead = paid == null ? 0 : Math.max(0, paid - now);
        if (ahead > tolerance) {
            return ahead - tolerance;
        }
        paidUntil.put(caller, now + ahead + interval);
        return 0;
    }

    synchronized int remembered() {
        return paidUntil.size();
    }
}
