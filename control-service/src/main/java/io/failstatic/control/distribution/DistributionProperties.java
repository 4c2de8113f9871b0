package io.failstatic.control.distribution;

import io.vertx.core.http.ClientAuth;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The listener for agents.
 *
 * @param port 0 picks a free one
 * @param address loopback unless told otherwise
 * @param ssl TLS, when a bundle is named
 * @param pollInterval the pace that every answer tells
 * @param maxWait longest time that a poll is held, whatever it asks for
 * @param maxWaiting polls held at once; one beyond it is answered at once
 * @param maxConnections connections open at once; one beyond it is closed
 */
@ConfigurationProperties("control.distribution")
record DistributionProperties(
        @DefaultValue("8180") int port,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue Ssl ssl,
        @DefaultValue("10s") Duration pollInterval,
        @DefaultValue("60s") Duration maxWait,
        @DefaultValue("25000") int maxWaiting,
        @DefaultValue("30000") int maxConnections) {

    DistributionProperties {
        require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
        require(
                pollInterval.toSeconds() >= 1 && pollInterval.toSeconds() <= 300,
                "poll-interval",
                pollInterval,
                "1s to 300s");
        require(!maxWait.isNegative() && maxWait.toSeconds() <= 300, "max-wait", maxWait, "0s to 300s");
        require(maxWaiting >= 0, "max-waiting", maxWaiting, "at least 0");
        require(maxConnections >= 1, "max-connections", maxConnections, "at least 1");
    }

    private static void require(boolean valid, String name, Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "control.distribution." + name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /**
     * TLS of the listener.
     *
     * @param bundle name of the SSL bundle; none means plain HTTP
     * @param clientAuth whether an agent must show a certificate that the bundle's trust store knows
     */
    record Ssl(
            @Nullable String bundle, @DefaultValue("NONE") ClientCertificate clientAuth) {

        Ssl {
            require(
                    bundle != null || clientAuth == ClientCertificate.NONE,
                    "ssl.client-auth",
                    clientAuth,
                    "none without control.distribution.ssl.bundle");
        }
    }

    /** What is asked of an agent in the handshake, in the words of {@code server.ssl.client-auth}. */
    enum ClientCertificate {
        NONE(ClientAuth.NONE),
        WANT(ClientAuth.REQUEST),
        NEED(ClientAuth.REQUIRED);

        private final ClientAuth option;

        ClientCertificate(ClientAuth option) {
            this.option = option;
        }

        ClientAuth option() {
            return option;
        }
    }
}
