package io.failstatic.benchmarks.flags;

import io.getunleash.DefaultUnleash;
import io.getunleash.Unleash;
import io.getunleash.UnleashContext;
import io.getunleash.util.UnleashConfig;
import io.getunleash.util.UnleashScheduledExecutor;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** The Unleash SDK with flags from its bootstrap; whatever it would like to do in the background is not done. */
final class UnleashFlags implements FlagContestant {

    private static final String FLAG = """
            {"name": "%1$s", "type": "release", "enabled": true, "project": "default", "variants": [], "strategies": [
              {"name": "default", "parameters": {},
               "constraints": [{"contextName": "userId", "operator": "IN", "values": [%2$s]}]},
              {"name": "flexibleRollout", "constraints": [],
               "parameters": {"rollout": "25", "stickiness": "userId", "groupId": "%1$s"}}]}""";

    private final String[] names;
    private final UnleashContext[] contexts = Arrays.stream(FlagScenario.tenantIds())
            .map(tenant -> UnleashContext.builder().userId(tenant).build())
            .toArray(UnleashContext[]::new);
    private final Unleash unleash;

    UnleashFlags(FlagScenario scenario) {
        this.names = scenario.flagNames();
        String features = "{\"version\": 2, \"features\": [" + scenario.json(FLAG::formatted) + "]}";
        this.unleash = new DefaultUnleash(UnleashConfig.builder()
                .appName("benchmarks")
                .apiKey("none")
                .unleashAPI("http://127.0.0.1:9/")
                .disablePolling()
                .disableMetrics()
                .scheduledExecutor(new Idle())
                .backupFile(System.getProperty("java.io.tmpdir") + "/benchmarks-unleash-none.json")
                .toggleBootstrapProvider(() -> Optional.of(features))
                .build());
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        return unleash.isEnabled(names[flag], contexts[tenant]);
    }

    @Override
    public void close() {
        unleash.shutdown();
    }

    private static final class Idle implements UnleashScheduledExecutor {

        @Override
        public void setInterval(Runnable command, long initialDelaySec, long periodSec) {}

        @Override
        @SuppressWarnings("NullAway") // the future of nothing holds null
        public Future<Void> scheduleOnce(Runnable runnable) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
