package io.failstatic.edge.report;

import org.jspecify.annotations.Nullable;

/**
 * What is made of single requests, where somebody wants it. <em>Immutable.</em>
 *
 * @param accessLog lines of a log, or null
 * @param tracing spans of traces, or null
 */
public record RequestReports(
        @Nullable AccessLog accessLog, @Nullable Tracing tracing) {

    /** Nobody wants to know of single requests. */
    public static final RequestReports NONE = new RequestReports(null, null);

    /** Whether somebody wants to know of single requests. */
    public boolean isWanted() {
        return accessLog != null || tracing != null;
    }
}
