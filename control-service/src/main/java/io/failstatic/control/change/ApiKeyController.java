package io.failstatic.control.change;

import io.failstatic.control.access.Caller;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.Spec;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import lombok.RequiredArgsConstructor;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Issues and revokes tenants' API keys. */
@RestController
@RequiredArgsConstructor
class ApiKeyController {

    private static final String KEYS = "/api/v1/tenants/{id}/api-keys";

    private final Changes changes;
    private final ChangeRequests requests;

    @PostMapping(path = KEYS, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ObjectNode> issue(
            @PathVariable String id, HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.issueKey(id, requests.of(request, caller));
        return ResponseEntity.status(HttpStatus.CREATED)
                .headers(ChangeHeaders.of(changed))
                .cacheControl(CacheControl.noStore())
                .body(answer(changed));
    }

    @DeleteMapping(path = KEYS + "/{keyId}")
    ResponseEntity<ObjectNode> revoke(
            @PathVariable String id,
            @PathVariable String keyId,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.revokeKey(id, keyId, requests.of(request, caller));
        return ChangeHeaders.withoutContent(changed);
    }

    /** A key, the only time it is shown; a dry run has none that anybody could use. */
    private static ObjectNode answer(Changed changed) {
        if (changed.impact() != null) {
            return Impact.addTo(Spec.newObject(), changed.impact());
        }
        ApiKeys.Issued issued = Objects.requireNonNull(changed.issuedKey());
        return Spec.newObject().put("keyId", issued.keyId()).put("apiKey", issued.apiKey());
    }
}
