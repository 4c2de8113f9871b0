package io.failstatic.control.change;

import io.failstatic.control.audit.AuditEvent;
import io.failstatic.control.audit.AuditLog;
import io.failstatic.control.audit.FieldChange;
import io.failstatic.control.audit.Outcome;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.request.InvalidParametersException;
import io.failstatic.control.request.InvalidParametersException.ParameterError;
import io.failstatic.control.resource.BodyReader;
import java.util.List;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Begins epochs: the stored content goes out again, above everything that instances have seen. Thread-safe. */
@Slf4j
@Component
@RequiredArgsConstructor
class Epochs {

    private static final String ACTION = "RAISE_EPOCH";

    private final BodyReader bodies;
    private final Transactions transactions;
    private final Refusals refusals;
    private final AuditLog audit;

    /** Begins the next epoch, for whoever breaks the glass. */
    Transactions.Committed<RaisedEpoch> raise(byte[] body, ChangeRequest unreasoned) {
        return refusals.recorded(ACTION, null, null, unreasoned, () -> {
            String reason = bodies.readReason(body);
            if (!unreasoned.breakGlass()) {
                throw new InvalidParametersException(
                        List.of(new ParameterError("Break-Glass", "missing (expected: the header Break-Glass: true)")));
            }
            ChangeRequest request = unreasoned.because(reason);
            Transactions.Committed<RaisedEpoch> committed =
                    transactions.raiseEpoch(request, raised -> record(raised, request));
            tell(committed, request);
            return committed;
        });
    }

    private void record(RaisedEpoch raised, ChangeRequest request) {
        audit.append(new AuditEvent(
                request.actor(),
                ACTION,
                null,
                null,
                null,
                null,
                raised.revision().number(),
                List.of(new FieldChange("/epoch", epoch(raised.before()), epoch(raised.revision()))),
                request.reason(),
                request.requestId(),
                request.sourceIp(),
                Outcome.OK,
                true));
    }

    private static JsonNode epoch(Revision revision) {
        return JsonNodeFactory.instance.numberNode(revision.epoch());
    }

    private static void tell(Transactions.Committed<RaisedEpoch> committed, ChangeRequest request) {
        if (!request.dryRun()) {
            Revision begun = committed.revision();
            log.warn(
                    "Epoch {} begun by {} with revision {}: {}",
                    begun.epoch(),
                    request.actor(),
                    begun.number(),
                    request.reason());
        }
    }
}
