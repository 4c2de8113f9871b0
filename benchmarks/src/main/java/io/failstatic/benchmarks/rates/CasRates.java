package io.failstatic.benchmarks.rates;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The least that counting can do: {@code ConcurrentHashMap.get} and one compare-and-set. */
public final class CasRates implements RateContestant {

    private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
    private final String[] tenants;
    private final int limit;

    public CasRates(RateScenario scenario) {
        this.tenants = scenario.tenantIds();
        this.limit = scenario.limit();
        for (String tenant : tenants) {
            counters.put(tenant, new AtomicLong());
        }
    }

    @Override
    public boolean tryAcquire(int tenant) {
        return tryAcquire(tenants[tenant]);
    }

    /** Counts a request of this tenant; false when it is one too many. */
    public boolean tryAcquire(String tenant) {
        AtomicLong counter = counters.get(tenant);
        return counter != null && count(counter);
    }

    private boolean count(AtomicLong counter) {
        while (true) {
            long used = counter.get();
            if (used >= limit) {
                return false;
            }
            if (counter.compareAndSet(used, used + 1)) {
                return true;
            }
        }
    }
}
