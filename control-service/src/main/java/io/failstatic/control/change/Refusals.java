package io.failstatic.control.change;

import io.failstatic.control.audit.AuditEvent;
import io.failstatic.control.audit.AuditLog;
import io.failstatic.control.audit.Outcome;
import io.failstatic.control.freeze.FrozenException;
import io.failstatic.control.ledger.RegressedException;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.request.PreconditionFailedException;
import io.failstatic.control.resource.InvalidContentException;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.MalformedContentException;
import java.util.List;
import java.util.function.Supplier;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts refused changes into the audit log, in a transaction of their own. Thread-safe. */
@Slf4j
@Component
@RequiredArgsConstructor
class Refusals {

    private final AuditLog audit;

    /** Runs an attempt; when it is refused, the refusal is recorded and thrown on. */
    <T> T recorded(
            String action, @Nullable Kind kind, @Nullable String id, ChangeRequest request, Supplier<T> attempt) {
        try {
            return attempt.get();
        } catch (MalformedContentException | InvalidContentException e) {
            record(action, kind, id, request, Outcome.INVALID, e);
            throw e;
        } catch (ConflictException | PreconditionFailedException | RegressedException e) {
            record(action, kind, id, request, Outcome.CONFLICT, e);
            throw e;
        } catch (FrozenException e) {
            record(action, kind, id, request, Outcome.FROZEN, e);
            throw e;
        }
    }

    private void record(
            String action,
            @Nullable Kind kind,
            @Nullable String id,
            ChangeRequest request,
            Outcome outcome,
            RuntimeException refusal) {
        if (request.dryRun()) {
            return;
        }
        try {
            audit.appendRefusal(new AuditEvent(
                    request.actor(),
                    action,
                    kind == null ? null : kind.path(),
                    id,
                    null,
                    null,
                    null,
                    List.of(),
                    request.reason(),
                    request.requestId(),
                    request.sourceIp(),
                    outcome,
                    request.breakGlass()));
        } catch (RuntimeException e) {
            // The caller is told why the change was refused, whatever became of the record.
            refusal.addSuppressed(e);
            log.warn("A refused {} could not be recorded: {}", action, e.getMessage());
        }
    }
}
