package io.failstatic.control.request;

import org.jspecify.annotations.Nullable;

/**
 * What a mutation carries besides its content. Immutable.
 *
 * @param actor name of the caller
 * @param reason why the change is made
 * @param requestId names the HTTP request
 */
public record ChangeRequest(
        String actor,
        @Nullable String reason,
        IfMatch ifMatch,
        @Nullable String requestId,
        @Nullable String sourceIp) {}
