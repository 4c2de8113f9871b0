package io.failstatic.control.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log is told of one attempt to change something. Never holds a secret. Immutable.
 *
 * @param action an operation by its name in the API, such as {@code UPDATE_FEATURE_FLAG}
 * @param kind path name of the kind, null when the attempt concerns none
 * @param revision the revision that the change made, null when it made none
 */
public record AuditEvent(
        String actor,
        String action,
        @Nullable String kind,
        @Nullable String resourceId,
        @Nullable Long fromVersion,
        @Nullable Long toVersion,
        @Nullable Long revision,
        List<FieldChange> changes,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable String sourceIp,
        Outcome outcome,
        boolean breakGlass) {

    public AuditEvent {
        changes = List.copyOf(changes);
    }

    /** The same with a remark behind its reason. */
    AuditEvent withRemark(String remark) {
        return new AuditEvent(
                actor,
                action,
                kind,
                resourceId,
                fromVersion,
                toVersion,
                revision,
                changes,
                reason == null ? remark : reason + remark,
                requestId,
                sourceIp,
                outcome,
                breakGlass);
    }
}
