package io.failstatic.benchmarks.rates;

import com.google.common.util.concurrent.RateLimiter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Guava: permits flow steadily instead of by the window, the rest is alike. */
@SuppressWarnings("UnstableApiUsage") // RateLimiter has been beta since 2012
final class GuavaRates implements RateContestant {

    private final Map<String, RateLimiter> limiters = new ConcurrentHashMap<>();
    private final String[] tenants;

    GuavaRates(RateScenario scenario) {
        this.tenants = scenario.tenantIds();
        // Permits per second: a limit that is never reached is not to be reached here either, where no burst is saved
        // up.
        double perSecond = scenario.limit() < 1000 ? scenario.limit() / (double) RateScenario.WINDOW_SECONDS : 1e9;
        for (String tenant : tenants) {
            limiters.put(tenant, RateLimiter.create(perSecond));
        }
    }

    @Override
    public boolean tryAcquire(int tenant) {
        RateLimiter limiter = limiters.get(tenants[tenant]);
        return limiter != null && limiter.tryAcquire();
    }
}
