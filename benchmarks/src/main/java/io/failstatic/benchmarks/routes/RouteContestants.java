package io.failstatic.benchmarks.routes;

/** Who takes part. */
public enum RouteContestants {
    /** The agent's {@code RouteTable}. */
    FAILSTATIC,
    /** A hand-written trie of segments: the prototype that the goals were taken from. */
    PROTOTYPE,
    /** Spring's {@code PathPattern}, one after the other, longest first, request paths parsed beforehand. */
    PATH_PATTERN;

    RouteContestant prepare(RouteScenario scenario) {
        return switch (this) {
            case FAILSTATIC -> new CompiledRoutes(scenario);
            case PROTOTYPE -> new SegmentTrie(scenario);
            case PATH_PATTERN -> new PathPatternRoutes(scenario);
        };
    }
}
