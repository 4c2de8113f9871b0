package io.failstatic.control.request;

/** The change does not say why, and {@code control.require-reason} demands it. */
public class ReasonRequiredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ReasonRequiredException() {
        super("Change-Reason: missing (expected: why the change is made)");
    }
}
