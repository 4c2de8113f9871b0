package io.failstatic.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * A switch that services ask by name. <em>Immutable.</em>
 *
 * @param rollout null means everybody
 */
public record FeatureFlag(
        String id,
        long version,
        String name,
        boolean enabled,
        @Nullable Rollout rollout) {

    /** @throws InvalidContentException when a value breaks the contract */
    public FeatureFlag {
        Checks.id("id", id);
        Checks.version(version);
        Checks.text("name", name);
    }
}
