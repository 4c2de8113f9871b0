package io.failstatic.control.request;

/** The change does not say which version it is based on, and {@code control.require-if-match} demands it. */
public class PreconditionRequiredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PreconditionRequiredException() {
        super("If-Match: missing (expected: the version that was read, as in If-Match: \"4\")");
    }
}
