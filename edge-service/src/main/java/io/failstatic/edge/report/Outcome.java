package io.failstatic.edge.report;

import java.util.Locale;

/** What became of a request, as the caller saw it. */
public enum Outcome {
    /** A service answered, with a status below 500. */
    ANSWERED(false),
    /** A service answered with a status of 500 or above. */
    SERVICE_ERROR(true),
    BAD_REQUEST(false),
    UNAUTHORIZED(false),
    NO_ROUTE(false),
    RATE_LIMITED(false),
    OVERLOAD(true),
    BAD_GATEWAY(true),
    GATEWAY_TIMEOUT(true),
    /** The client went away before its answer was complete. */
    ABORTED(false);

    private final boolean error;
    private final String tag = name().toLowerCase(Locale.ROOT);

    Outcome(boolean error) {
        this.error = error;
    }

    /** Whether it counts as an error in what the agent reports. */
    boolean isError() {
        return error;
    }

    /** The outcome as a tag of metrics and a word of the log. */
    public String tag() {
        return tag;
    }
}
