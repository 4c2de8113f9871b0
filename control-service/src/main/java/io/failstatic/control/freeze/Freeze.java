package io.failstatic.control.freeze;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of changes until it is taken back or has expired. Immutable.
 *
 * @param frozenBy the caller, and a label where one was given
 * @param until its expected end, and when it expires its certain one; null when nobody knows
 * @param expires whether it ends by itself
 * @param operations what it refuses; empty when it refuses every operation
 * @param kinds path names of what it protects; empty for all
 * @param tenantIds whose configuration it protects; empty for all
 * @param endedAt when it was taken back
 * @param endedBy who took it back
 */
public record Freeze(
        String id,
        String reason,
        String frozenBy,
        Instant at,
        @Nullable Instant until,
        boolean expires,
        List<String> operations,
        List<String> kinds,
        List<String> tenantIds,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {

    public Freeze {
        operations = List.copyOf(operations);
        kinds = List.copyOf(kinds);
        tenantIds = List.copyOf(tenantIds);
    }

    /** Whether it refuses anything at a moment. */
    public boolean isActive(Instant now) {
        return endedAt == null && (!expires || until == null || now.isBefore(until));
    }

    /** Whether it refuses every change. */
    boolean isFull() {
        return operations.isEmpty() && kinds.isEmpty() && tenantIds.isEmpty();
    }

    /** Whether it refuses an attempt: all its restrictions must hold. */
    boolean covers(Attempt attempt) {
        return (operations.isEmpty() || operations.contains(attempt.operation()))
                && (kinds.isEmpty() || (attempt.kind() != null && kinds.contains(attempt.kind())))
                && (tenantIds.isEmpty() || attempt.tenantIds().stream().anyMatch(tenantIds::contains));
    }

    /** Seconds until the expected end, at least one; null when none is known or it has passed. */
    @Nullable
    Long secondsLeft(Instant now) {
        if (until == null || !now.isBefore(until)) {
            return null;
        }
        return Math.max(1, Duration.between(now, until).plusMillis(999).toSeconds());
    }
}
