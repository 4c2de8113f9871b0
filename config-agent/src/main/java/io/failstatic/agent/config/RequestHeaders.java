package io.failstatic.agent.config;

import org.jspecify.annotations.Nullable;

/** The headers of one request, as routing sees them. */
@FunctionalInterface
public interface RequestHeaders {

    /** A request without headers. */
    RequestHeaders NONE = name -> null;

    /** The first value of the header, or null where there is none. Names are case-insensitive. */
    @Nullable
    String first(String name);
}
