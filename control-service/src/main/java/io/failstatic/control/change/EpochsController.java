package io.failstatic.control.change;

import io.failstatic.control.access.Caller;
import io.failstatic.control.ledger.Regression;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.resource.Spec;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The way out of a regression: a new epoch. */
@RestController
@RequiredArgsConstructor
class EpochsController {

    private final Epochs epochs;
    private final ChangeRequests requests;

    @PostMapping(path = "/api/v1/epochs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ObjectNode> raise(
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Transactions.Committed<RaisedEpoch> committed =
                epochs.raise(body == null ? new byte[0] : body, requests.withReasonInBody(request, caller));
        boolean dryRun = committed.impact() != null;
        return ResponseEntity.status(dryRun ? HttpStatus.OK : HttpStatus.CREATED)
                .headers(ChangeHeaders.of(committed))
                .body(Impact.addTo(answer(committed.result()), committed.impact()));
    }

    private static ObjectNode answer(RaisedEpoch raised) {
        ObjectNode answer = pair(Spec.newObject(), raised.revision())
                .put("lineage", raised.revision().lineage().toString());
        pair(answer.putObject("previous"), raised.before());
        Regression regression = raised.regression();
        if (regression != null) {
            answer.putObject("witnessed")
                    .put("epoch", regression.sighting().epoch())
                    .put("revision", regression.sighting().number());
        }
        return answer;
    }

    private static ObjectNode pair(ObjectNode node, Revision revision) {
        return node.put("epoch", revision.epoch()).put("revision", revision.number());
    }
}
