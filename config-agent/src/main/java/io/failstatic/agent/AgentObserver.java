package io.failstatic.agent;

import java.time.Duration;

/**
 * A witness of what the agent does, for metrics. Called on threads of the agent, never on those of the host; must not
 * block. What it throws is logged and forgotten.
 */
public interface AgentObserver {

    /**
     * A poll ended.
     *
     * @param outcome one of {@code applied unchanged refused failed throttled rejected skipped}
     */
    default void polled(String outcome) {}

    /** A snapshot was refused, or met again after it had been refused. */
    default void refused(Refusal refusal) {}

    /**
     * A snapshot came into force.
     *
     * @param snapshot the snapshot now in force
     * @param took time from the received bytes to the swap
     */
    default void applied(Snapshot snapshot, Duration took) {}

    /** A file could not be written or read. */
    default void diskFailed() {}
}
