package io.failstatic.benchmarks.rates;

/** Something that counts the tenants of a {@link RateScenario}. */
interface RateContestant {

    /** Counts a request of this tenant, by its number in the scenario; false when it is one too many. */
    boolean tryAcquire(int tenant);
}
