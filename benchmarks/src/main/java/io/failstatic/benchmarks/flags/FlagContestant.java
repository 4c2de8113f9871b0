package io.failstatic.benchmarks.flags;

/**
 * Something that knows the flags of a {@link FlagScenario}. Names, tenants and whatever a library calls its context are
 * made beforehand, so only the evaluation is measured, which favours those whose context is costly.
 */
interface FlagContestant extends AutoCloseable {

    /** Whether this flag is on for this tenant, both by their number in the scenario. */
    boolean isEnabled(int flag, int tenant);

    @Override
    default void close() {}
}
