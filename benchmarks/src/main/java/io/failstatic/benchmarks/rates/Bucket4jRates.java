package io.failstatic.benchmarks.rates;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bucket4j: one bucket per tenant, refilled as a whole at the end of each window. */
final class Bucket4jRates implements RateContestant {

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final String[] tenants;

    Bucket4jRates(RateScenario scenario) {
        this.tenants = scenario.tenantIds();
        int limit = scenario.limit();
        Duration window = Duration.ofSeconds(RateScenario.WINDOW_SECONDS);
        for (String tenant : tenants) {
            buckets.put(
                    tenant,
                    Bucket.builder()
                            .addLimit(bandwidth -> bandwidth.capacity(limit).refillIntervally(limit, window))
                            .build());
        }
    }

    @Override
    public boolean tryAcquire(int tenant) {
        Bucket bucket = buckets.get(tenants[tenant]);
        return bucket != null && bucket.tryConsume(1);
    }
}
