package io.failstatic.edge.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of endpoints' host names. A name is looked up away from the event loop, again after half a minute, and while
 * that lasts or fails the addresses known so far are used: name service fails static, too. <em>Thread-safe.</em>
 */
@Slf4j
final class Addresses {

    /** Looks one name up; blocks. */
    @FunctionalInterface
    interface Lookup {
        List<InetAddress> addressesOf(String host) throws Exception;
    }

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

    // Names come from snapshots. More of them than any snapshot holds means that many have gone: start anew.
    private static final int MAX_NAMES = 50_000;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final Lookup lookup;
    private final LongSupplier nanos;

    Addresses(Vertx vertx, Lookup lookup, LongSupplier nanos) {
        this.vertx = vertx;
        this.lookup = lookup;
        this.nanos = nanos;
    }

    /** All addresses of a host; fails only for a name that was never found. */
    Future<List<InetAddress>> of(String host) {
        Known current = known.get(host);
        if (current == null) {
            return lookUp(host, null);
        }
        if (nanos.getAsLong() - current.sinceNanos > FRESH_NANOS && current.renewing.compareAndSet(false, true)) {
            lookUp(host, current);
        }
        return Future.succeededFuture(current.addresses);
    }

    private Future<List<InetAddress>> lookUp(String host, @Nullable Known previous) {
        Callable<List<InetAddress>> blocking = () -> lookup.addressesOf(host);
        return vertx.executeBlocking(blocking, false)
                .onSuccess(addresses -> remember(host, addresses))
                .onFailure(cause -> {
                    if (previous != null) {
                        log.debug("keeping the known addresses of {}: {}", host, cause.toString());
                        remember(host, previous.addresses);
                    }
                });
    }

    private void remember(String host, List<InetAddress> addresses) {
        if (known.size() >= MAX_NAMES) {
            known.clear();
        }
        known.put(host, new Known(addresses, nanos.getAsLong(), new AtomicBoolean()));
    }

    private record Known(List<InetAddress> addresses, long sinceNanos, AtomicBoolean renewing) {}
}
