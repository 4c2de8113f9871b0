package io.failstatic.control.freeze;

import org.jspecify.annotations.Nullable;

/** A change that a freeze refuses. */
public class FrozenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Freeze freeze;
    private final @Nullable Long retryAfterSeconds;

    FrozenException(Freeze freeze, @Nullable Long retryAfterSeconds) {
        super("Changes are frozen by " + freeze.frozenBy() + ": " + freeze.reason());
        this.freeze = freeze;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The freeze that refuses it; of several the one that ends last. */
    public Freeze freeze() {
        return freeze;
    }

    /** When to try again; null when the end is not known. */
    public @Nullable Long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
