package io.failstatic.benchmarks.flags;

/** Who takes part. */
public enum FlagContestants {
    /** The agent's {@code FlagSet}. */
    FAILSTATIC,
    /** What a hand-written evaluation costs: the limit that others are held against. */
    LIMIT,
    /** The OpenFeature SDK over its in-memory provider, which asks {@link #LIMIT}. */
    OPENFEATURE,
    /** The OpenFeature SDK over the agent's provider. */
    OPENFEATURE_FAILSTATIC,
    /** Togglz with its gradual strategy; it has none that lists users as well, so nobody is listed. */
    TOGGLZ,
    /** The LaunchDarkly SDK, flags from a file, no events; a rule lists the tenants, as a constraint does for Unleash. */
    LAUNCHDARKLY,
    /** The same with individual targets instead of a rule, which it finds faster. */
    LAUNCHDARKLY_TARGETS,
    /** The Unleash SDK, flags from a bootstrap, no network. */
    UNLEASH;

    FlagContestant prepare(FlagScenario scenario) {
        return switch (this) {
            case FAILSTATIC -> new CompiledFlags(scenario);
            case LIMIT -> new LimitFlags(scenario);
            case OPENFEATURE -> OpenFeatureFlags.inMemory(scenario);
            case OPENFEATURE_FAILSTATIC -> OpenFeatureFlags.ofAgent(scenario);
            case TOGGLZ -> new TogglzFlags(scenario);
            case LAUNCHDARKLY -> new LaunchDarklyFlags(scenario, true);
            case LAUNCHDARKLY_TARGETS -> new LaunchDarklyFlags(scenario, false);
            case UNLEASH -> new UnleashFlags(scenario);
        };
    }
}
