package io.failstatic.edge.report;

import org.jspecify.annotations.Nullable;

/** Makes a span of each request, as part of the trace that the client began or of a new one. <em>Thread-safe.</em> */
public interface Tracing {

    /**
     * Begins the span of one request.
     *
     * @param traceparent what the client says of its trace (W3C Trace Context); null or malformed begins a new one
     */
    RequestSpan begin(String method, @Nullable String traceparent);

    /** The span of one request. <em>Confined to one thread at a time.</em> */
    interface RequestSpan {

        /** The trace's id in hex. */
        String traceId();

        /** What the service is told of this span. */
        String traceparent();

        /** Whether the client's trace goes on, so that its {@code tracestate} belongs to it. */
        boolean continues();

        /** Ends it with what is known of the request. */
        void end(AccessEntry entry);
    }
}
