package io.failstatic.benchmarks.routes;

/** Something that knows the rules and the requests of a {@link RouteScenario}. */
interface RouteContestant {

    /** The number of the rule that wins this request, -1 when none covers it. */
    int match(int request);
}
