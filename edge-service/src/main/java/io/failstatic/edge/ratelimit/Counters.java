package io.failstatic.edge.ratelimit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one population of callers, at most {@code capacity} of them at a time. Whoever finds the table full shares
 * one of a fixed number of overflow windows with others: a limit may then be met early, but never be escaped, and nobody
 * already counted is forgotten. <em>Thread-safe, without locks on the way of a request.</em>
 */
final class Counters {

    private static final int OVERFLOW = 4096;

    // Scope, then caller: two lookups need no key object. Scopes come from operators, so their number is theirs to
    // bound.
    private final Map<String, Map<String, AtomicLong>> scopes = new ConcurrentHashMap<>();
    private final AtomicLong[] overflow = new AtomicLong[OVERFLOW];
    private final AtomicInteger size = new AtomicInteger();
    private final int capacity;
    private final int seed;

    /** @param seed spreads callers over the overflow windows in a way that they cannot predict */
    Counters(int capacity, int seed) {
        this.capacity = capacity;
        this.seed = seed;
        for (int i = 0; i < OVERFLOW; i++) {
            overflow[i] = new AtomicLong();
        }
    }

    /** The counter to count this caller with; it may be retired before it is used. */
    AtomicLong get(String scope, String caller) {
        Map<String, AtomicLong> callers = scopes.get(scope);
        if (callers == null) {
            callers = scopes.computeIfAbsent(scope, s -> new ConcurrentHashMap<>());
        }
        AtomicLong counter = callers.get(caller);
        if (counter != null) {
            return counter;
        }
        if (size.get() >= capacity) {
            return overflow[slot(scope, caller)];
        }
        AtomicLong created = new AtomicLong();
        counter = callers.putIfAbsent(caller, created);
        if (counter != null) {
            return counter;
        }
        size.incrementAndGet();
        return created;
    }

    /** The counter of this caller alone, made when there is room for it; null when it has to share one with others. */
    @Nullable
    AtomicLong own(String scope, String caller) {
        AtomicLong counter = get(scope, caller);
        return counter == overflow[slot(scope, caller)] ? null : counter;
    }

    /** Removes this counter if it is retired, so that the next {@link #get} makes a new one. */
    void remove(String scope, String caller, AtomicLong retired) {
        Map<String, AtomicLong> callers = scopes.get(scope);
        if (callers != null && callers.remove(caller, retired)) {
            size.decrementAndGet();
        }
    }

    /** The counter of this caller, or null when none was needed so far. */
    @Nullable
    AtomicLong find(String scope, String caller) {
        Map<String, AtomicLong> callers = scopes.get(scope);
        AtomicLong counter = callers == null ? null : callers.get(caller);
        return counter == null && size.get() >= capacity ? overflow[slot(scope, caller)] : counter;
    }

    /** Lets go of all windows that have ended. */
    void sweep(long nowMillis) {
        scopes.forEach((scope, callers) -> callers.forEach((caller, counter) -> {
            long window = counter.get();
            // Retired first: a request that holds this counter sees it and asks again, so no count is lost.
            if (window == Window.RETIRED
                    || (Window.hasEnded(window, nowMillis) && counter.compareAndSet(window, Window.RETIRED))) {
                remove(scope, caller, counter);
            }
        }));
        for (AtomicLong counter : overflow) {
            long window = counter.get();
            if (window != 0 && Window.hasEnded(window, nowMillis)) {
                counter.compareAndSet(window, 0);
            }
        }
    }

    int size() {
        return size.get();
    }

    private int slot(String scope, String caller) {
        int hash = ((scope.hashCode() * 31 + caller.hashCode()) ^ seed) * 0x9E3779B9;
        return hash >>> 20;
    }
}
