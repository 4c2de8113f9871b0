package io.failstatic.benchmarks.flags;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The OpenFeature SDK over its in-memory provider; the evaluation behind it is {@link LimitFlags}. */
final class OpenFeatureFlags implements FlagContestant {

    private static final String DOMAIN = "benchmarks";

    private final String[] names;
    private final ImmutableContext[] contexts =
            Arrays.stream(FlagScenario.tenantIds()).map(ImmutableContext::new).toArray(ImmutableContext[]::new);
    private final Client client;

    OpenFeatureFlags(FlagScenario scenario) {
        this.names = scenario.flagNames();
        LimitFlags limit = new LimitFlags(scenario);
        Map<String, Flag<?>> flags = new HashMap<>();
        for (String name : names) {
            flags.put(
                    name,
                    Flag.<Boolean>builder()
                            .variant("on", true)
                            .variant("off", false)
                            .defaultVariant("off")
                            .contextEvaluator((flag, context) -> limit.isEnabled(name, context.getTargetingKey()))
                            .build());
        }
        OpenFeatureAPI.getInstance().setProviderAndWait(DOMAIN, new InMemoryProvider(flags));
        this.client = OpenFeatureAPI.getInstance().getClient(DOMAIN);
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        return client.getBooleanValue(names[flag], false, contexts[tenant]);
    }
}
