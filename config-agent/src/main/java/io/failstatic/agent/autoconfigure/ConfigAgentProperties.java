package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.Origin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the agent. A name that is not known stops the start: a setting that protects must not be ignored silently.
 *
 * @param enabled Whether there is an agent at all.
 * @param controlPlaneUrl Distribution address of the control plane; several are tried in turn, one per poll.
 * @param mirrorUrls Where the published snapshot file lies for when the control plane is away; several take turns.
 * @param ssl TLS towards the control plane and its mirrors.
 * @param token Bearer token with the role AGENT.
 * @param tokenFile File that holds the bearer token, read again for every poll.
 * @param instanceId Name of this instance in the fleet; made once and kept in the cache directory by default.
 * @param labels What the fleet view may select this instance by.
 * @param pollInterval Time between two polls where the control plane does not hold them.
 * @param hold Longest time that the control plane may hold a poll; zero is plain polling.
 * @param backoff Pace after failures.
 * @param timeout Time that one exchange may take beyond the hold.
 * @param circuitBreaker Circuit breaker around the control plane.
 * @param cacheDir Directory in which snapshots survive a restart, one per process.
 * @param generations Number of snapshots that are kept on disk.
 * @param probation Time that a snapshot must be served before it is last-known-good.
 * @param degradedAfter Staleness from which the agent calls itself degraded.
 * @param maxSnapshotSize Largest snapshot that is accepted, uncompressed.
 * @param trustedKeys Public keys of which one must have signed a snapshot, each base64 of the raw 32 bytes of an Ed25519 key.
 * @param shippedSnapshot Snapshot file to start from when the cache directory has none.
 * @param minimumOrigin Worst layer with which the application is ready for traffic.
 */
@ConfigurationProperties(prefix = "config-agent", ignoreUnknownFields = false)
record ConfigAgentProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("http://localhost:8180") List<URI> controlPlaneUrl,
        @DefaultValue List<URI> mirrorUrls,
        @DefaultValue Ssl ssl,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable String instanceId,
        @DefaultValue Map<String, String> labels,
        @DefaultValue("10s") Duration pollInterval,
        @Name("wait") @DefaultValue("10s") Duration hold,
        @DefaultValue Backoff backoff,
        @DefaultValue("8s") Duration timeout,
        @DefaultValue CircuitBreaker circuitBreaker,
        @Nullable Path cacheDir,
        @DefaultValue("3") int generations,
        @DefaultValue("60s") Duration probation,
        @DefaultValue("5m") Duration degradedAfter,
        @DefaultValue("16MB") DataSize maxSnapshotSize,
        @Nullable List<String> trustedKeys,
        @Nullable Resource shippedSnapshot,
        @DefaultValue("DEFAULTS") Origin minimumOrigin) {

    /**
     * TLS towards the control plane and its mirrors.
     *
     * @param bundle Name of the SSL bundle to use.
     */
    record Ssl(@Nullable String bundle) {}

    /**
     * Pace after failures.
     *
     * @param max Longest delay between two polls.
     */
    record Backoff(@DefaultValue("30s") Duration max) {}

    /**
     * Circuit breaker around the control plane.
     *
     * @param failureThreshold Failures in a row that open the circuit.
     * @param open Time the circuit stays open, at most the longest poll delay.
     */
    record CircuitBreaker(
            @DefaultValue("5") int failureThreshold,
            @DefaultValue("20s") Duration open) {}
}
