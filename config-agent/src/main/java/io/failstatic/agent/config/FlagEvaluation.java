package io.failstatic.agent.config;

/**
 * What a flag is for one caller, and why. <em>Immutable.</em>
 *
 * @param version of the flag, 0 where there is none of that name
 */
public record FlagEvaluation(String name, boolean enabled, Reason reason, long version) {

    /** What decided an evaluation. */
    public enum Reason {
        /** The tenant or the targeting key is listed. */
        TARGETED,
        /** The percentage, or the lack of a key to take a share of. */
        PERCENTAGE,
        /** The flag is switched off. */
        DISABLED,
        /** There is no flag of that name. */
        UNKNOWN,
        /** The flag is on and has no rollout: on for everybody. */
        DEFAULT
    }
}
