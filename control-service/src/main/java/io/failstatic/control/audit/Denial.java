package io.failstatic.control.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that was refused because of who made it. Holds nothing of what the caller sent but what has been found harmless.
 * Immutable.
 *
 * @param action the operation by its name in the API, or what else was called
 * @param sourceIp address of the caller
 * @param why tells people what was missing
 */
public record Denial(
        String action,
        @Nullable String kind,
        @Nullable String resourceId,
        @Nullable String requestId,
        String sourceIp,
        String why) {

    private static final int MAX_ADDRESS = 64;

    public Denial {
        sourceIp = sourceIp.substring(0, Math.min(sourceIp.length(), MAX_ADDRESS));
    }

    AuditEvent toEvent(String actor, String remark) {
        return new AuditEvent(
                actor,
                action,
                kind,
                resourceId,
                null,
                null,
                null,
                List.of(),
                why + remark,
                requestId,
                sourceIp,
                Outcome.DENIED,
                false);
    }
}
