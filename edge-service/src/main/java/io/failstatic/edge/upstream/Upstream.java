package io.failstatic.edge.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * The way to all services: shared knowledge of endpoints and addresses, and a client with its connections for each event
 * loop. <em>Thread-safe.</em>
 */
public final class Upstream {

    // Below the idle timeouts usual among servers (5 s and more): a connection they are about to close is not used
    // again.
    private static final int KEEP_ALIVE_SECONDS = 4;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Endpoints endpoints = new Endpoints();
    private final Addresses addresses;
    private final TargetPolicy policy;
    private final OwnAddresses own;
    private final LongSupplier nanos;
    private final BiConsumer<String, Duration> meter;

    /**
     * @param nanos a monotonic clock
     * @param meter told the outcome of each try and how long it took to the response headers
     */
    public Upstream(
            Vertx vertx,
            boolean allowLoopback,
            OwnAddresses own,
            LongSupplier nanos,
            BiConsumer<String, Duration> meter) {
        this(vertx, allowLoopback, own, nanos, meter, host -> List.of(InetAddress.getAllByName(host)));
    }

    Upstream(
            Vertx vertx,
            boolean allowLoopback,
            OwnAddresses own,
            LongSupplier nanos,
            BiConsumer<String, Duration> meter,
            Addresses.Lookup lookup) {
        this.vertx = vertx;
        this.addresses = new Addresses(vertx, lookup, nanos);
        this.policy = new TargetPolicy(allowLoopback);
        this.own = own;
        this.nanos = nanos;
        this.meter = meter;
    }

    /**
     * Makes the client of one event loop; to be called on it.
     *
     * @param connections connections to one endpoint at a time
     * @param idle time without a byte in either direction after which a connection is given up
     * @param bodyRate how slowly clients may send bodies
     */
    public UpstreamClient client(int connections, Duration idle, BodyRate bodyRate) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setIdleTimeout((int) idle.toSeconds())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHttp2ClearTextUpgrade(false)
                .setDecompressionSupported(false);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(connections)
                .setMaxWaitQueueSize(connections)
                .setCleanerPeriod(1000);
        HttpClient http = vertx.createHttpClient(options, pool);
        return new UpstreamClient(vertx, http, this, bodyRate);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    Addresses addresses() {
        return addresses;
    }

    boolean isAllowed(InetAddress address, int port) {
        return policy.isAllowed(address) && !own.contains(address, port);
    }

    long now() {
        return nanos.getAsLong();
    }

    void tried(String outcome, long startNanos) {
        meter.accept(outcome, Duration.ofNanos(nanos.getAsLong() - startNanos));
    }
}
