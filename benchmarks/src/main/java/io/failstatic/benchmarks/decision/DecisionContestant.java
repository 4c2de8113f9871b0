package io.failstatic.benchmarks.decision;

/** Something that decides the requests of a {@link DecisionScenario}. */
interface DecisionContestant {

    /**
     * Decides a request.
     *
     * @return the number of the rule plus the number of flags that are on; -1 when no rule covers it, -2 when it is one too
     *     many
     */
    int decide(int request);
}
