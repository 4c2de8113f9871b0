package io.failstatic.benchmarks.rates;

/** Who takes part. */
public enum RateContestants {
    /** The edge's {@code RateLimiter}, which is told when the request arrived. */
    FAILSTATIC,
    /** The same, reading the clock for each request. */
    FAILSTATIC_WITH_CLOCK,
    /** {@code ConcurrentHashMap.get} and one compare-and-set, without looking at a clock. */
    LIMIT,
    /** Guava's {@code RateLimiter}, one per tenant. */
    GUAVA,
    /** Resilience4j's {@code RateLimiter}, one per tenant. */
    RESILIENCE4J,
    /** A Bucket4j bucket per tenant. */
    BUCKET4J;

    RateContestant prepare(RateScenario scenario) {
        return switch (this) {
            case FAILSTATIC -> new EdgeRates(scenario, false);
            case FAILSTATIC_WITH_CLOCK -> new EdgeRates(scenario, true);
            case LIMIT -> new CasRates(scenario);
            case GUAVA -> new GuavaRates(scenario);
            case RESILIENCE4J -> new Resilience4jRates(scenario);
            case BUCKET4J -> new Bucket4jRates(scenario);
        };
    }
}
