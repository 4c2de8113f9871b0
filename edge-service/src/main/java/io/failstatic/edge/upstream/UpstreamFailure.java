package io.failstatic.edge.upstream;

import java.util.Locale;

/** Why a service gave no answer. */
public enum UpstreamFailure {
    /** No connection, or it broke before the response headers. */
    UNREACHABLE,
    /** No response headers within the service's time for one try. */
    TIMEOUT,
    /** The endpoint leads to an address that must not be called, such as this edge itself. */
    FORBIDDEN_TARGET,
    /** The client sends its body too slowly. */
    SLOW_BODY,
    /** All connections to the endpoint are taken. */
    BUSY;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /** The failure as a metric's tag. */
    public String tag() {
        return tag;
    }
}
