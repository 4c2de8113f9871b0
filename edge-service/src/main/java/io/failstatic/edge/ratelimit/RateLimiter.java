package io.failstatic.edge.ratelimit;

import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.edge.tenant.Caller;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Fixed windows per caller and scope. A window begins with its first counted request and keeps the length it began with; a
 * changed limit applies at once to what was used of it; refusals do not count. Windows belong to the caller, not to the
 * policy, so no change of configuration refills one. <em>Thread-safe.</em>
 */
public final class RateLimiter {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Counters tenants;
    private final Counters clients;
    private final long originNanos;

    /**
     * @param capacity windows kept at a time, for tenants and for anonymous clients each
     * @param seed see {@link Counters}
     * @param nowNanos the monotonic clock that the other methods are called with, read now
     */
    public RateLimiter(int capacity, int seed, long nowNanos) {
        this.tenants = new Counters(capacity, seed);
        this.clients = new Counters(capacity, seed);
        this.originNanos = nowNanos;
    }

    /** Counts one request of this caller, or refuses it. */
    public RateLimit count(RateLimits policies, Caller caller, String scope, long nowNanos) {
        Counters counters = counters(caller);
        RateLimitPolicy policy = policy(policies, caller, scope);
        int limit = policy == null ? RateLimits.DEFAULT_LIMIT : policy.limit();
        int window = policy == null ? RateLimits.DEFAULT_WINDOW : policy.window();
        long elapsed = nowNanos - originNanos;
        long nowMillis = Math.floorDiv(elapsed, NANOS_PER_MILLI);
        long startMillis = -Math.floorDiv(-elapsed, NANOS_PER_MILLI);
        while (true) {
            AtomicLong counter = counters.get(scope, caller.name());
            long counted = Window.count(counter, limit, window, startMillis, nowMillis);
            if (counted != Window.RETIRED) {
                return Window.decision(counted, limit, window, nowMillis);
            }
            counters.remove(scope, caller.name(), counter);
        }
    }

    /** The state of this caller's window, without counting. */
    public RateLimit peek(RateLimits policies, Caller caller, String scope, long nowNanos) {
        RateLimitPolicy policy = policy(policies, caller, scope);
        int limit = policy == null ? RateLimits.DEFAULT_LIMIT : policy.limit();
        int window = policy == null ? RateLimits.DEFAULT_WINDOW : policy.window();
        AtomicLong counter = counters(caller).find(scope, caller.name());
        return Window.peek(counter == null ? 0 : counter.get(), limit, window, millis(nowNanos));
    }

    /**
     * What is to be counted together with other edges, or null when this caller has no window of its own here and so is
     * counted alone.
     */
    public @Nullable SharedCount share(RateLimits policies, Caller caller, String scope, long nowNanos) {
        RateLimitPolicy policy = policy(policies, caller, scope);
        int limit = policy == null ? RateLimits.DEFAULT_LIMIT : policy.limit();
        int window = policy == null ? RateLimits.DEFAULT_WINDOW : policy.window();
        AtomicLong counter = counters(caller).own(scope, caller.name());
        if (counter == null) {
            return null;
        }
        long known = counter.get();
        long leftMillis = Window.leftMillis(known, millis(nowNanos));
        return new SharedCount(caller, scope, limit, window, leftMillis == 0 ? 0 : Window.used(known), leftMillis);
    }

    /**
     * Takes over a decision that was taken together, so that this edge can go on alone from there.
     *
     * @param used what was used of the window by all edges
     * @param leftMillis what was left of the window when that was decided
     * @param sentNanos when it was asked for: the window ends no earlier than {@code leftMillis} after that
     */
    public RateLimit adopt(
            SharedCount count, boolean allowed, int used, long leftMillis, long sentNanos, long nowNanos) {
        long endMillis = millis(sentNanos) + leftMillis;
        long nowMillis = millis(nowNanos);
        while (endMillis > nowMillis) {
            AtomicLong counter =
                    counters(count.caller()).own(count.scope(), count.caller().name());
            if (counter == null || Window.adopt(counter, used, endMillis, nowMillis)) {
                break;
            }
            counters(count.caller()).remove(count.scope(), count.caller().name(), counter);
        }
        return count.decided(allowed, used, leftMillis);
    }

    /** Lets go of ended windows; to be called every few seconds, away from requests. */
    public void sweep(long nowNanos) {
        tenants.sweep(millis(nowNanos));
        clients.sweep(millis(nowNanos));
    }

    /** Windows held now. */
    public int size() {
        return tenants.size() + clients.size();
    }

    private long millis(long nowNanos) {
        return Math.floorDiv(nowNanos - originNanos, NANOS_PER_MILLI);
    }

    // An anonymous flood must not push tenants into the overflow windows: two tables.
    private Counters counters(Caller caller) {
        return caller.isAnonymous() ? clients : tenants;
    }

    private static @Nullable RateLimitPolicy policy(RateLimits policies, Caller caller, String scope) {
        String tenantId = caller.tenantId();
        return tenantId == null ? null : policies.find(tenantId, scope);
    }
}
