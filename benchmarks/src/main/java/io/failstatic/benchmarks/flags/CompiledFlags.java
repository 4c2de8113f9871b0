package io.failstatic.benchmarks.flags;

import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.FeatureFlag;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.Rollout;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The agent's flags, read like a host reads them: one volatile read, then the configuration. */
public final class CompiledFlags implements FlagContestant {

    private final String[] names;
    private final String[] tenants = FlagScenario.tenantIds();
    private volatile Configuration configuration;

    CompiledFlags(FlagScenario scenario) {
        this.names = scenario.flagNames();
        this.configuration = Configuration.compile(
                new Resources(List.of(), List.of(), List.of(), List.of(), flags(scenario), List.of()));
    }

    /** The flags of the scenario. */
    public static List<FeatureFlag> flags(FlagScenario scenario) {
        return IntStream.range(0, scenario.flags())
                .mapToObj(flag -> new FeatureFlag(
                        "f" + flag,
                        1,
                        FlagScenario.flagName(flag),
                        true,
                        new Rollout(FlagScenario.PERCENTAGE, FlagScenario.listed(flag), Set.of())))
                .toList();
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        return configuration.flags().isEnabled(names[flag], tenants[tenant]);
    }
}
