package io.failstatic.edge.shared;

import io.failstatic.edge.ratelimit.RateLimiter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Whether the event loops of this edge count together with other edges, and how often they did. <em>Thread-safe.</em>
 */
@Slf4j
public final class SharedCounters {

    private static final String SCRIPT = "count.lua";

    private final SharedCounterProperties properties;
    private final Supplier<@Nullable SslBundle> tls;
    private final String script;
    private final LongAdder together = new LongAdder();
    private final Map<Failure, LongAdder> alone = new EnumMap<>(Failure.class);
    private final Set<SharedLimiter> good = ConcurrentHashMap.newKeySet();
    private final Set<SharedLimiter> all = ConcurrentHashMap.newKeySet();
    private volatile String reason = "not connected yet";
    private boolean reported;

    /** @param tls the certificates in force, asked for with each new connection; null means those that Java trusts */
    SharedCounters(SharedCounterProperties properties, Supplier<@Nullable SslBundle> tls) {
        this.properties = properties;
        this.tls = tls;
        this.script = script();
        for (Failure failure : Failure.values()) {
            alone.put(failure, new LongAdder());
        }
    }

    /** Makes the limiter of one event loop; to be called on it. */
    public SharedLimiter limiter(Vertx vertx, RateLimiter limiter, LongSupplier nanos) {
        SharedLimiter shared = new SharedLimiter(vertx, limiter, nanos, properties, tls, this, script);
        all.add(shared);
        shared.open();
        return shared;
    }

    /** Where Redis is, without a password. */
    public String address() {
        return properties.address();
    }

    /** Whether every event loop counts together with other edges. */
    public boolean isTogether() {
        return !all.isEmpty() && good.size() == all.size();
    }

    /** Why not, if not. */
    public @Nullable String reason() {
        return isTogether() ? null : reason;
    }

    /** Passes on each counter of requests with its name: {@code shared}, or why a request was counted alone. */
    public void forEachCounter(BiConsumer<String, LongAdder> consumer) {
        consumer.accept("shared", together);
        alone.forEach((failure, adder) -> consumer.accept(failure.tag(), adder));
    }

    void counted(@Nullable Failure failure) {
        LongAdder adder = failure == null ? together : alone.get(failure);
        if (adder != null) {
            adder.increment();
        }
    }

    synchronized void together(SharedLimiter limiter) {
        good.add(limiter);
        if (isTogether() && !reported) {
            reported = true;
            log.info("counting limits with other edges in {}", address());
        }
    }

    synchronized void alone(SharedLimiter limiter, String why) {
        good.remove(limiter);
        reason = why;
        if (reported) {
            reported = false;
            log.warn("counting limits alone, {} is away: {}", address(), why);
        }
    }

    private static String script() {
        try (InputStream in = SharedCounters.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + ": missing (expected: in the jar)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
