package io.failstatic.agent.test.fuzz;

import org.jspecify.annotations.Nullable;

/**
 * What a run of Jazzer came to. <em>Immutable.</em>
 *
 * @param executions inputs that were tried
 * @param coverageBefore edges of the code that the corpus reached
 * @param coverageAfter edges that were reached in the end
 * @param inputs how many inputs reach all of them
 * @param finding what was found, with its input and what to do; null for nothing
 */
public record FuzzResult(
        String target,
        long executions,
        int coverageBefore,
        int coverageAfter,
        int inputs,
        @Nullable String finding) {

    /** One line for people. */
    @Override
    public String toString() {
        return "%s: %,d executions, %d -> %d edges, %d inputs, %s"
                .formatted(
                        target,
                        executions,
                        coverageBefore,
                        coverageAfter,
                        inputs,
                        finding == null ? "nothing found" : "found " + finding);
    }
}
