package io.failstatic.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent tells the control plane with a poll. <em>Immutable.</em>
 *
 * @param hold how long the control plane may hold the poll, whole seconds
 * @param seen newest snapshot met whose bytes need not come again
 * @param applied the snapshot in force, null for the built-in defaults
 * @param signature what came with the bytes of {@code applied}, null for none
 * @param appliedAt when it came into force
 * @param lastGood the snapshot that was last served through its probation
 * @param probation whether {@code applied} has still to prove itself
 * @param staleness time since the last contact, or since the start when there never was one
 * @param pinned what an operator holds the agent at, null when nothing
 */
record PollReport(
        String instanceId,
        String agentVersion,
        String host,
        Map<String, String> labels,
        Duration hold,
        @Nullable SnapshotId seen,
        @Nullable SnapshotId applied,
        @Nullable String signature,
        String audience,
        Instant appliedAt,
        @Nullable SnapshotId lastGood,
        boolean probation,
        Origin origin,
        AgentStatus.State state,
        Duration staleness,
        @Nullable Refusal refused,
        @Nullable TrafficReport health,
        @Nullable Pin pinned) {}
