package io.failstatic.edge.gateway;

import io.failstatic.edge.upstream.BodyRate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The listener for users' traffic.
 *
 * @param port Port; 0 picks a free one.
 * @param address Address to listen on.
 * @param ssl TLS of the listener.
 * @param http2 Whether HTTP/2 is offered, too; needs TLS, in which it is negotiated.
 * @param eventLoops Event loops; 0 means one for each processor.
 * @param maxInFlight Requests on their way to services at a time; more are answered with 503.
 * @param maxServiceShare What one service may take of those places at most, while nobody else needs them.
 * @param idleTimeout Time without a byte in either direction after which a connection is closed.
 * @param headTimeout Time from the first byte of a request until its header fields are complete.
 * @param bodyTimeout Time that a client may take for a body of any length.
 * @param minBodyRate Bytes of a body that buy the client one more second.
 * @param drainDelay Time between readiness going off and the listener refusing connections, for balancers to notice.
 * @param maxCallers Rate limit windows kept at a time, for tenants and for anonymous clients each.
 */
@ConfigurationProperties("edge.traffic")
record TrafficProperties(
        @DefaultValue("9080") int port,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue Ssl ssl,
        @DefaultValue("false") boolean http2,
        @DefaultValue("0") int eventLoops,
        @DefaultValue("2000") int maxInFlight,
        @DefaultValue("0.8") double maxServiceShare,
        @DefaultValue("2m") Duration idleTimeout,
        @DefaultValue("10s") Duration headTimeout,
        @DefaultValue("20s") Duration bodyTimeout,
        @DefaultValue("500B") DataSize minBodyRate,
        @DefaultValue("3s") Duration drainDelay,
        @DefaultValue("200000") int maxCallers) {

    TrafficProperties {
        require(port >= 0 && port <= 65535, "port", port, "0 to 65535");
        require(!address.isBlank(), "address", address, "an address");
        // Without TLS only machines speak it, and whatever reads bodies in front of us may not: a way to smuggle.
        require(!http2 || ssl.bundle() != null, "http2", true, "an ssl.bundle");
        require(eventLoops >= 0 && eventLoops <= 256, "event-loops", eventLoops, "0 to 256");
        require(maxInFlight >= 1, "max-in-flight", maxInFlight, "at least 1");
        require(maxServiceShare > 0 && maxServiceShare <= 1, "max-service-share", maxServiceShare, "above 0, up to 1");
        // A service may take a minute until its response headers.
        require(idleTimeout.toSeconds() >= 61 && idleTimeout.toDays() < 1, "idle-timeout", idleTimeout, "61s to 24h");
        require(
                headTimeout.toMillis() >= 100 && headTimeout.toMinutes() < 5,
                "head-timeout",
                headTimeout,
                "100ms to 5m");
        require(bodyTimeout.toMillis() >= 100 && bodyTimeout.toHours() < 1, "body-timeout", bodyTimeout, "100ms to 1h");
        require(minBodyRate.toBytes() >= 1, "min-body-rate", minBodyRate, "at least 1B");
        require(!drainDelay.isNegative() && drainDelay.toMinutes() < 5, "drain-delay", drainDelay, "0s to 5m");
        require(maxCallers >= 1, "max-callers", maxCallers, "at least 1");
        eventLoops = eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : eventLoops;
    }

    BodyRate bodyRate() {
        return new BodyRate(bodyTimeout, minBodyRate.toBytes());
    }

    private static void require(boolean valid, String name, Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException("edge.traffic." + name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /**
     * TLS of the listener.
     *
     * @param bundle Name of the SSL bundle; none means plaintext.
     */
    record Ssl(@Nullable String bundle) {}
}
