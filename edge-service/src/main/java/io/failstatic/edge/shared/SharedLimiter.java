package io.failstatic.edge.shared;

import io.failstatic.agent.config.RateLimits;
import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.ratelimit.RateLimiter;
import io.failstatic.edge.ratelimit.SharedCount;
import io.failstatic.edge.tenant.Caller;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * One event loop's way to count requests together with other edges. Whenever that does not work at once, within its time
 * and with an answer that can be true, the caller is told to count alone. <em>Confined to its event loop.</em>
 */
public final class SharedLimiter {

    // One late answer is the network's; after so many in a row nobody else is made to wait.
    private static final int MAX_FAILURES = 3;
    private static final long MILLIS_PER_SECOND = 1000;

    private final Vertx vertx;
    private final RateLimiter limiter;
    private final LongSupplier nanos;
    private final SharedCounterProperties properties;
    private final SharedCounters counters;
    private final RedisLink link;
    private int failures;

    SharedLimiter(
            Vertx vertx,
            RateLimiter limiter,
            LongSupplier nanos,
            SharedCounterProperties properties,
            Supplier<@Nullable SslBundle> tls,
            SharedCounters counters,
            String script) {
        this.vertx = vertx;
        this.limiter = limiter;
        this.nanos = nanos;
        this.properties = properties;
        this.counters = counters;
        this.link = new RedisLink(vertx, properties, tls, script, this::turned);
    }

    void open() {
        link.open();
    }

    private void turned(@Nullable String reason) {
        failures = 0;
        if (reason == null) {
            counters.together(this);
        } else {
            counters.alone(this, reason);
        }
    }

    /**
     * Counts one request, or refuses it, together with other edges.
     *
     * @param decided told the decision later, or null when this edge must count alone after all
     * @return false when this edge must count alone, without waiting; then {@code decided} is not told anything
     */
    public boolean count(
            RateLimits policies, Caller caller, String scope, long nowNanos, Consumer<@Nullable RateLimit> decided) {
        if (!link.isGood()) {
            counters.counted(Failure.AWAY);
            return false;
        }
        SharedCount count = limiter.share(policies, caller, scope, nowNanos);
        if (count == null) {
            counters.counted(Failure.FULL);
            return false;
        }
        if (count.isUsedUp()) {
            counters.counted(null);
            return false;
        }
        new Question(count, nowNanos, decided).ask();
        return true;
    }

    private String key(SharedCount count) {
        Caller caller = count.caller();
        // Scopes hold no colon, so no two callers share a key.
        return properties.keyPrefix() + (caller.isAnonymous() ? ":client:" : ":tenant:") + count.scope() + ":"
                + caller.name();
    }

    private void failed() {
        failures++;
        if (failures >= MAX_FAILURES && link.isGood()) {
            link.giveUp(failures + " requests in a row without a usable answer");
        }
    }

    /** Stops counting together. */
    public void close() {
        link.close();
    }

    /** One request that waits for its decision: told once, by Redis or by the clock. */
    private final class Question {

        private final SharedCount count;
        private final long sentNanos;
        private final Consumer<@Nullable RateLimit> decided;
        private boolean told;

        Question(SharedCount count, long sentNanos, Consumer<@Nullable RateLimit> decided) {
            this.count = count;
            this.sentNanos = sentNanos;
            this.decided = decided;
        }

        void ask() {
            long timer = vertx.setTimer(properties.timeout().toMillis(), late -> alone(Failure.SLOW));
            link.run(
                            key(count),
                            count.limit(),
                            count.windowSeconds() * MILLIS_PER_SECOND,
                            count.knownUsed(),
                            count.knownLeftMillis())
                    .onComplete(response -> {
                        vertx.cancelTimer(timer);
                        answered(response);
                    });
        }

        private void answered(AsyncResult<Response> response) {
            Answer answer = response.succeeded() ? Answer.read(response.result(), count) : null;
            if (told) {
                return;
            }
            if (answer == null) {
                alone(response.failed() && !link.isGood() ? Failure.AWAY : Failure.WRONG);
                return;
            }
            failures = 0;
            told = true;
            counters.counted(null);
            decided.accept(limiter.adopt(
                    count, answer.allowed(), answer.used(), answer.leftMillis(), sentNanos, nanos.getAsLong()));
        }

        private void alone(Failure failure) {
            if (!told) {
                told = true;
                counters.counted(failure);
                failed();
                decided.accept(null);
            }
        }
    }
}
