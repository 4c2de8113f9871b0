package io.failstatic.benchmarks.flags;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.openfeature.FailstaticProvider;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The OpenFeature SDK over some provider, asked with targeting keys. */
final class OpenFeatureFlags implements FlagContestant {

    private static final String DOMAIN = "benchmarks";

    private final String[] names;
    private final ImmutableContext[] contexts =
            Arrays.stream(FlagScenario.tenantIds()).map(ImmutableContext::new).toArray(ImmutableContext[]::new);
    private final Client client;

    private OpenFeatureFlags(FlagScenario scenario, FeatureProvider provider) {
        this.names = scenario.flagNames();
        OpenFeatureAPI.getInstance().setProviderAndWait(DOMAIN, provider);
        this.client = OpenFeatureAPI.getInstance().getClient(DOMAIN);
    }

    /** Over the SDK's in-memory provider; the evaluation behind it is {@link LimitFlags}. */
    static OpenFeatureFlags inMemory(FlagScenario scenario) {
        LimitFlags limit = new LimitFlags(scenario);
        Map<String, Flag<?>> flags = new HashMap<>();
        for (String name : scenario.flagNames()) {
            flags.put(
                    name,
                    Flag.<Boolean>builder()
                            .variant("on", true)
                            .variant("off", false)
                            .defaultVariant("off")
                            .contextEvaluator((flag, context) -> limit.isEnabled(name, context.getTargetingKey()))
                            .build());
        }
        return new OpenFeatureFlags(scenario, new InMemoryProvider(flags));
    }

    /** Over the agent's provider; what the scenario lists are targeting keys there. */
    static OpenFeatureFlags ofAgent(FlagScenario scenario) {
        String flags = scenario.json((name, keys) -> """
                {"id": "%1$s", "version": 1, "name": "%1$s", "enabled": true,
                 "rollout": {"percentage": %2$d, "keys": [%3$s]}}""".formatted(name, FlagScenario.PERCENTAGE, keys));
        String snapshot = """
                {"format": 1, "lineage": "5f0c9a52-7d1e-4c3b-9a64-0d5b7f1e2a31", "epoch": 1, "revision": 1,
                 "audience": "stable", "publishedAt": "2026-11-20T10:00:00Z", "requires": [], "removals": {},
                 "resources": {"feature-flags": [%s]}}""".formatted(flags);
        ConfigAgent agent = ConfigAgent.fixed(snapshot.getBytes(StandardCharsets.UTF_8));
        return new OpenFeatureFlags(scenario, new FailstaticProvider(agent));
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        return client.getBooleanValue(names[flag], false, contexts[tenant]);
    }
}
