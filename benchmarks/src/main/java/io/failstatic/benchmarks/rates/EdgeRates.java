package io.failstatic.benchmarks.rates;

import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.Tenant;
import io.failstatic.edge.ratelimit.RateLimiter;
import io.failstatic.edge.tenant.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The edge's limiter: the policy found in the configuration, the window counted. The edge reads the clock once per request,
 * when it arrives, and both its latency and its windows are told by that; so the check itself is given the time.
 */
public final class EdgeRates implements RateContestant {

    private static final String SCOPE = "api";
    private static final int CAPACITY = 1_000_000;

    private final Caller[] callers;
    private final RateLimits policies;
    private final long arrival = System.nanoTime();
    private final RateLimiter limiter = new RateLimiter(CAPACITY, 1, arrival);
    private final boolean readsClock;

    /** @param readsClock whether the clock is read for each check, as if nothing else of a request needed it */
    EdgeRates(RateScenario scenario, boolean readsClock) {
        this.readsClock = readsClock;
        Configuration configuration = Configuration.compile(
                new Resources(tenants(scenario), List.of(), policies(scenario), List.of(), List.of(), List.of()));
        this.policies = configuration.rateLimits();
        // As the edge makes them: of the tenant that it has found in the configuration.
        this.callers = Arrays.stream(scenario.tenantIds())
                .map(id -> caller(
                        Objects.requireNonNull(configuration.tenants().find(id)).id()))
                .toArray(Caller[]::new);
    }

    /** The tenant as a caller. */
    public static Caller caller(String tenantId) {
        return new Caller(tenantId, "192.0.2.1", tenantId);
    }

    private static List<Tenant> tenants(RateScenario scenario) {
        return Arrays.stream(scenario.tenantIds())
                .map(id -> new Tenant(id, 1, id, List.of()))
                .toList();
    }

    /** A policy for every tenant of the scenario. */
    public static List<RateLimitPolicy> policies(RateScenario scenario) {
        return Arrays.stream(scenario.tenantIds())
                .map(id -> new RateLimitPolicy("p-" + id, 1, id, scenario.limit(), RateScenario.WINDOW_SECONDS, SCOPE))
                .toList();
    }

    @Override
    public boolean tryAcquire(int tenant) {
        return limiter.count(policies, callers[tenant], SCOPE, readsClock ? System.nanoTime() : arrival)
                .allowed();
    }
}
