package io.failstatic.edge.shared;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Redis in which edges count together.
 *
 * @param url Where it is: redis://host:port/database, or rediss:// for TLS; none means that each edge counts alone.
 * @param ssl TLS towards a Redis with rediss.
 * @param username User to log in as, when there is a password.
 * @param password Password to log in with.
 * @param timeout Time that one request waits for Redis before it is counted by this edge alone.
 * @param retryInterval Time between tries to reach a Redis that is away.
 * @param keyPrefix What the names of all keys begin with; edges of one prefix count together.
 */
@ConfigurationProperties("edge.shared-counters")
record SharedCounterProperties(
        URI url,
        @DefaultValue Ssl ssl,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("30ms") Duration timeout,
        @DefaultValue("1s") Duration retryInterval,
        @DefaultValue("failstatic") String keyPrefix) {

    SharedCounterProperties {
        require(
                ("redis".equals(url.getScheme()) || "rediss".equals(url.getScheme()))
                        && url.getHost() != null
                        && (url.getPath().isEmpty() || url.getPath().matches("/[0-9]{1,4}")),
                "url",
                "an URL that is not one",
                "redis://host:port/database or rediss://host:port/database");
        require(
                ssl.bundle() == null || "rediss".equals(url.getScheme()),
                "ssl.bundle",
                String.valueOf(ssl.bundle()),
                "a rediss:// url");
        // Addresses are logged.
        require(
                url.getUserInfo() == null,
                "url",
                "one with a password",
                "the password in edge.shared-counters.password");
        require(timeout.toMillis() >= 1 && timeout.toMillis() <= 1000, "timeout", timeout, "1ms to 1s");
        require(
                retryInterval.toMillis() >= 100 && retryInterval.toMinutes() < 1,
                "retry-interval",
                retryInterval,
                "100ms to 1m");
        require(keyPrefix.matches("[A-Za-z0-9._:-]{1,100}"), "key-prefix", keyPrefix, "letters, digits and ._:-");
    }

    boolean isTls() {
        return "rediss".equals(url.getScheme());
    }

    /** The address without a database, as clients connect to it. */
    String address() {
        int port = url.getPort() < 0 ? 6379 : url.getPort();
        return url.getScheme() + "://" + url.getHost() + ":" + port;
    }

    /** The database, 0 when none is named. */
    String database() {
        return url.getPath().length() > 1 ? url.getPath().substring(1) : "0";
    }

    private static void require(boolean valid, String name, Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "edge.shared-counters." + name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /**
     * TLS towards Redis.
     *
     * @param bundle Name of the SSL bundle with the certificates to trust and, where Redis asks for one, our own; none means those that Java
     *     trusts.
     */
    record Ssl(@Nullable String bundle) {}
}
