package io.failstatic.edge.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A fixed window packed into a long, so that one compare-and-set moves it: 34 bits for the millisecond it ends at, 30 bits
 * for what was used of it. {@code 0} is a window that has not begun; {@link #RETIRED} one that its table has let go.
 *
 * <p>Ends are compared modulo 2^34 ms (198 days), which is sound as long as ended windows are swept within 99 days.
 */
final class Window {

    /** More than can ever be used: limits end at 10^9. */
    static final long RETIRED = -1;

    private static final int USED_BITS = 30;
    private static final long USED_MASK = (1L << USED_BITS) - 1;

    /** What was used, where a request was refused: more than any limit, and not all ones, which is {@link #RETIRED}. */
    private static final long REFUSED = USED_MASK - 1;

    private static final long END_MASK = (1L << (64 - USED_BITS)) - 1;
    private static final long HALF = 1L << (63 - USED_BITS);

    private Window() {}

    /**
     * Counts one request, or refuses it without counting.
     *
     * @param startMillis the earliest begin of a new window: now, rounded up
     * @param nowMillis now, rounded down
     * @return the window after that, to be {@linkplain #decision told}; {@link #RETIRED} when the counter was retired, and
     *     another one must be asked for
     */
    static long count(AtomicLong counter, int limit, int seconds, long startMillis, long nowMillis) {
        while (true) {
            long window = counter.get();
            if (window == RETIRED) {
                return RETIRED;
            }
            if (hasEnded(window, nowMillis)) {
                long begun = (((startMillis + seconds * 1000L) & END_MASK) << USED_BITS) | 1;
                if (counter.compareAndSet(window, begun)) {
                    return begun;
                }
            } else if (used(window) >= limit) {
                return (window & ~USED_MASK) | REFUSED;
            } else if (counter.compareAndSet(window, window + 1)) {
                return window + 1;
            }
        }
    }

    /**
     * What {@link #count} decided. Apart from it, so that the object is made in one place: the JIT compiler can then do
     * without it where only a part of it is looked at.
     */
    static RateLimit decision(long counted, int limit, int seconds, long nowMillis) {
        int used = used(counted);
        int reset = resetSeconds(counted, nowMillis);
        // A window that has just begun ends a whole number of seconds after now rounded up, not after now rounded down.
        return new RateLimit(
                used <= limit, limit, Math.max(0, limit - used), used == 1 ? Math.min(reset, seconds) : reset);
    }

    /**
     * Takes over what others know of this window: the end is theirs, of what was used the greater number holds.
     *
     * @return false when the counter was retired, and another one must be asked for
     */
    static boolean adopt(AtomicLong counter, int used, long endMillis, long nowMillis) {
        while (true) {
            long window = counter.get();
            if (window == RETIRED) {
                return false;
            }
            int known = hasEnded(window, nowMillis) ? 0 : used(window);
            long adopted = ((endMillis & END_MASK) << USED_BITS) | Math.max(known, used);
            if (counter.compareAndSet(window, adopted)) {
                return true;
            }
        }
    }

    /** How long this window lasts, or 0 when it has ended. */
    static long leftMillis(long window, long nowMillis) {
        return window == RETIRED || hasEnded(window, nowMillis) ? 0 : (end(window) - nowMillis) & END_MASK;
    }

    /** What {@link #count} would find, without counting. */
    static RateLimit peek(long window, int limit, int seconds, long nowMillis) {
        if (window == RETIRED || hasEnded(window, nowMillis)) {
            return new RateLimit(true, limit, limit, seconds);
        }
        int remaining = Math.max(0, limit - used(window));
        return new RateLimit(remaining > 0, limit, remaining, resetSeconds(window, nowMillis));
    }

    static boolean hasEnded(long window, long nowMillis) {
        return window == 0 || ((nowMillis - end(window)) & END_MASK) < HALF;
    }

    private static long end(long window) {
        return window >>> USED_BITS;
    }

    static int used(long window) {
        return (int) (window & USED_MASK);
    }

    private static int resetSeconds(long window, long nowMillis) {
        long left = (end(window) - nowMillis) & END_MASK;
        return (int) Math.max(1, (left + 999) / 1000);
    }
}
