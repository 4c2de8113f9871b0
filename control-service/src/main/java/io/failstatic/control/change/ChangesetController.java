package io.failstatic.control.change;

import io.failstatic.control.access.Caller;
import io.failstatic.control.request.ChangeRequests;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Several changes at once. */
@RestController
@RequiredArgsConstructor
class ChangesetController {

    private final Batches batches;
    private final ChangeRequests requests;

    @PostMapping(
            path = "/api/v1/changesets",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ObjectNode> change(
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        return BatchAnswer.of(
                batches.changeset(body == null ? new byte[0] : body, requests.withReasonInBody(request, caller)));
    }
}
