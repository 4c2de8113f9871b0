package io.failstatic.benchmarks.decision;

/** Who takes part. */
public enum DecisionContestants {
    /** The agent's configuration and the edge's limiter. */
    FAILSTATIC,
    /** The same by hand: the trie of segments, a counter, the least evaluation of a flag. */
    PROTOTYPE,
    /** {@link #FAILSTATIC} with the tenant found by API key: one SHA-256 more. */
    FAILSTATIC_BY_KEY;

    DecisionContestant prepare(DecisionScenario scenario) {
        return switch (this) {
            case FAILSTATIC -> new CompiledDecision(scenario, false);
            case PROTOTYPE -> new PrototypeDecision(scenario);
            case FAILSTATIC_BY_KEY -> new CompiledDecision(scenario, true);
        };
    }
}
