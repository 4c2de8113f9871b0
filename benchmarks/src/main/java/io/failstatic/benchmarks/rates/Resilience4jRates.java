package io.failstatic.benchmarks.rates;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Resilience4j: windows that all begin at the same time, no waiting. */
final class Resilience4jRates implements RateContestant {

    private final Map<String, RateLimiter> limiters = new ConcurrentHashMap<>();
    private final String[] tenants;

    Resilience4jRates(RateScenario scenario) {
        this.tenants = scenario.tenantIds();
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(scenario.limit())
                .limitRefreshPeriod(Duration.ofSeconds(RateScenario.WINDOW_SECONDS))
                .timeoutDuration(Duration.ZERO)
                .build();
        for (String tenant : tenants) {
            limiters.put(tenant, RateLimiter.of(tenant, config));
        }
    }

    @Override
    public boolean tryAcquire(int tenant) {
        RateLimiter limiter = limiters.get(tenants[tenant]);
        return limiter != null && limiter.acquirePermission();
    }
}
