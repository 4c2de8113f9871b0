package io.failstatic.benchmarks.flags;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.FileData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The LaunchDarkly SDK with flags from a file, without events: nothing leaves the process. */
final class LaunchDarklyFlags implements FlagContestant {

    private static final String FLAG = """
            "%1$s": {"key": "%1$s", "version": 1, "on": true, "salt": "%1$s", "variations": [true, false], LISTED,
              "offVariation": 1, "fallthrough": {"rollout": {"variations": [
                {"variation": 0, "weight": 25000}, {"variation": 1, "weight": 75000}]}}}""";
    private static final String TARGETED =
            FLAG.replace("LISTED", "\"targets\": [{\"variation\": 0, \"values\": [%2$s]}]");
    private static final String RULED = FLAG.replace("LISTED", """
            "rules": [{"id": "listed", "variation": 0, "clauses": [
                {"contextKind": "user", "attribute": "tenant", "op": "in", "values": [%2$s]}]}]""");

    private final String[] names;
    private final LDContext[] contexts = Arrays.stream(FlagScenario.tenantIds())
            .map(LaunchDarklyFlags::context)
            .toArray(LDContext[]::new);
    private final LDClient client;

    /**
     * Starts the SDK.
     *
     * @param rule whether the listed tenants are a rule about an attribute, instead of targets
     */
    LaunchDarklyFlags(FlagScenario scenario, boolean rule) {
        String flag = rule ? RULED : TARGETED;
        this.names = scenario.flagNames();
        try {
            Path file = Files.createTempFile("flags", ".json");
            Files.writeString(file, "{\"flags\": {" + scenario.json(flag::formatted) + "}}");
            this.client = new LDClient(
                    "none",
                    new LDConfig.Builder()
                            .dataSource(FileData.dataSource().filePaths(file))
                            .events(Components.noEvents())
                            .logging(Components.noLogging())
                            .build());
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        return client.boolVariation(names[flag], contexts[tenant], false);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LDContext context(String tenant) {
        return LDContext.builder(tenant).set("tenant", tenant).build();
    }
}
