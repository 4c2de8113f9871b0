package io.failstatic.benchmarks.decision;

import io.failstatic.agent.config.ApiKey;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Tenant;
import io.failstatic.benchmarks.flags.CompiledFlags;
import io.failstatic.benchmarks.rates.EdgeRates;
import io.failstatic.benchmarks.routes.CompiledRoutes;
import io.failstatic.edge.ratelimit.RateLimiter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The decision from one configuration, read once, with the edge's limiter and one look at the clock. */
final class CompiledDecision implements DecisionContestant {

    private static final int CAPACITY = 1_000_000;

    private final String[] tenants;
    private final String[] keys;
    private final String[] paths;
    private final String[] names;
    private final RateLimiter limiter = new RateLimiter(CAPACITY, 1, System.nanoTime());
    private final boolean byKey;
    private volatile Configuration configuration;

    CompiledDecision(DecisionScenario scenario, boolean byKey) {
        this.tenants = scenario.tenantIds();
        this.keys = Arrays.stream(tenants).map(CompiledDecision::key).toArray(String[]::new);
        this.paths = scenario.routes().requestPaths();
        this.names = scenario.flagNames();
        this.byKey = byKey;
        List<String> ids = List.of(scenario.rates().tenantIds());
        this.configuration = Configuration.compile(new Resources(
                ids.stream()
                        .map(id -> new Tenant(id, 1, id, List.of(new ApiKey("k1", sha256(key(id))))))
                        .toList(),
                CompiledRoutes.services(),
                EdgeRates.policies(scenario.rates()),
                CompiledRoutes.rules(scenario.routes()),
                CompiledFlags.flags(scenario.flags()),
                List.of()));
    }

    @Override
    public int decide(int request) {
        Configuration current = configuration;
        Tenant tenant = byKey
                ? current.tenants().findByApiKey(keys[request])
                : current.tenants().find(tenants[request]);
        RoutingRule rule = current.routes().match(paths[request], RequestHeaders.NONE);
        if (tenant == null || rule == null) {
            return -1;
        }
        String tenantId = tenant.id();
        if (!limiter.count(current.rateLimits(), EdgeRates.caller(tenantId), rule.scope(), System.nanoTime())
                .allowed()) {
            return -2;
        }
        int on = 0;
        for (int i = request * DecisionScenario.FLAGS; i < (request + 1) * DecisionScenario.FLAGS; i++) {
            on += current.flags().isEnabled(names[i], tenantId) ? 1 : 0;
        }
        return (int) rule.version() - 1 + on;
    }

    private static String key(String tenantId) {
        return "fsk_benchmarks_" + tenantId;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
