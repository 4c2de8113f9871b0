package io.failstatic.agent;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What an agent is told before it starts, validated. <em>Immutable.</em> */
record AgentSettings(
        List<URI> controlPlaneUrls,
        List<URI> mirrorUrls,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable Supplier<SSLContext> sslContext,
        @Nullable String instanceId,
        Map<String, String> labels,
        Duration pollInterval,
        Duration hold,
        Duration backoffMax,
        Duration timeout,
        int failureThreshold,
        Duration circuitOpen,
        @Nullable Path cacheDir,
        int generations,
        Duration probation,
        Duration degradedAfter,
        long maxSnapshotBytes,
        TrustedKeys trustedKeys,
        @Nullable URL shippedSnapshot) {

    static final Pattern INSTANCE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Duration SHORTEST_POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_DURATION = Duration.ofDays(365);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(60);
    private static final long LARGEST_SNAPSHOT = 1L << 30;

    AgentSettings {
        controlPlaneUrls = List.copyOf(controlPlaneUrls);
        mirrorUrls = List.copyOf(mirrorUrls);
        labels = Map.copyOf(labels);
        require(!controlPlaneUrls.isEmpty(), "control-plane-url", controlPlaneUrls, "at least one URL");
        controlPlaneUrls.forEach(url -> requireHttp("control-plane-url", url));
        mirrorUrls.forEach(url -> requireHttp("mirror-urls", url));
        require(token == null || tokenFile == null, "token", "(hidden)", "either token or token-file, not both");
        require(
                token == null || isHeaderValue(token),
                "token",
                "(hidden)",
                "visible ASCII characters without spaces, at least one");
        require(
                instanceId == null || INSTANCE_ID.matcher(instanceId).matches(),
                "instance-id",
                instanceId,
                INSTANCE_ID.pattern());
        within("poll-interval", pollInterval, SHORTEST_POLL_INTERVAL, LONGEST_DURATION);
        within("wait", hold, Duration.ZERO, LONGEST_HOLD);
        within("backoff.max", backoffMax, SHORTEST_POLL_INTERVAL, LONGEST_DURATION);
        within("timeout", timeout, SHORTEST_POLL_INTERVAL, LONGEST_DURATION);
        require(failureThreshold >= 1, "circuit-breaker.failure-threshold", failureThreshold, "at least 1");
        within("circuit-breaker.open", circuitOpen, Duration.ofMillis(1), LONGEST_DURATION);
        require(generations >= 1 && generations <= 100, "generations", generations, "1 to 100");
        within("probation", probation, Duration.ZERO, LONGEST_DURATION);
        within("degraded-after", degradedAfter, Duration.ofMillis(1), LONGEST_DURATION);
        require(
                maxSnapshotBytes >= 1024 && maxSnapshotBytes <= LARGEST_SNAPSHOT,
                "max-snapshot-size",
                maxSnapshotBytes + " bytes",
                "1KB to 1GB");
    }

    /**
     * How long the circuit stays open: never longer than the shortest delay that the schedule draws once it has opened, or
     * it would skip polls and only lengthen the recovery.
     */
    Duration usefulCircuitOpen() {
        Duration shortest = pollInterval;
        if (failureThreshold > 1) {
            Duration doubled = pollInterval.multipliedBy(1L << Math.min(failureThreshold - 1, 20));
            Duration longest = backoffMax.compareTo(pollInterval) > 0 ? backoffMax : pollInterval;
            Duration delay = doubled.compareTo(longest) < 0 ? doubled : longest;
            shortest = Duration.ofNanos((long) (delay.toNanos() * Schedule.SPREAD_LOW));
        }
        return circuitOpen.compareTo(shortest) < 0 ? circuitOpen : shortest;
    }

    static boolean isHeaderValue(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static void requireHttp(String name, URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        require(http && url.getHost() != null, name, url, "an http or https URL with a host");
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                name,
                value,
                "a duration from " + least + " to " + most);
    }

    private static void require(boolean valid, String name, @Nullable Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
