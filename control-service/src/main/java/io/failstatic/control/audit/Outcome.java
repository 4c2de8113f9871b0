package io.failstatic.control.audit;

/** How an attempt to change something ended. */
public enum Outcome {
    OK,
    INVALID,
    DENIED,
    FROZEN,
    CONFLICT
}
