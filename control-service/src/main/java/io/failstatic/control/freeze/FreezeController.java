package io.failstatic.control.freeze;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.failstatic.control.access.Caller;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import io.failstatic.control.resource.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Freezes and thaws. */
@RestController
@RequiredArgsConstructor
class FreezeController {

    private static final String FREEZES = "/api/v1/freezes";
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final Freezer freezer;
    private final StoredFreezes stored;
    private final ChangeRequests requests;
    private final Clock clock;

    @PostMapping(
            path = {FREEZES, "/api/v1/freeze"},
            consumes = JSON,
            produces = JSON)
    ResponseEntity<Response> freeze(
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        return freeze(body, request, caller, false);
    }

    @PostMapping(path = "/api/v1/freeze-operations", consumes = JSON, produces = JSON)
    ResponseEntity<Response> freezeOperations(
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        return freeze(body, request, caller, true);
    }

    private ResponseEntity<Response> freeze(
            byte @Nullable [] body, HttpServletRequest request, Caller caller, boolean selective) {
        FreezeDraft draft = FreezeDraft.read(orEmpty(body), requests.reason(request), selective);
        Freeze freeze =
                freezer.freeze(draft, requests.withReasonInBody(request, caller).because(draft.reason()));
        return ResponseEntity.created(URI.create(FREEZES + "/" + freeze.id())).body(response(freeze));
    }

    @GetMapping(path = FREEZES, produces = JSON)
    Page<Response> list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request, "active", Parameters.PAGE_SIZE, Parameters.PAGE_TOKEN);
        int size = parameters.pageSize();
        long below = parameters.pageStart(Long.MAX_VALUE, Long::valueOf);
        return Page.of(
                stored.list(parameters.flag("active"), clock.instant(), below, size + 1),
                size,
                FreezeRow::getNumber,
                row -> response(row.toFreeze()));
    }

    @GetMapping(path = FREEZES + "/{id}", produces = JSON)
    Response read(@PathVariable String id, HttpServletRequest request) {
        Parameters.of(request);
        return stored.find(id)
                .map(row -> response(row.toFreeze()))
                .orElseThrow(() -> new NotFoundException("freezes/" + id + " does not exist"));
    }

    @DeleteMapping(path = FREEZES + "/{id}")
    ResponseEntity<Void> thaw(
            @PathVariable String id, HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        freezer.thaw(id, requests.of(request, caller));
        return ResponseEntity.noContent().build();
    }

    @PostMapping(path = "/api/v1/unfreeze", produces = JSON)
    Page<Response> thawAll(
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        String reason = FreezeDraft.readReason(orEmpty(body), requests.reason(request));
        List<Freeze> thawed =
                freezer.thawAll(requests.withReasonInBody(request, caller).because(reason));
        return new Page<>(thawed.stream().map(this::response).toList(), null);
    }

    private Response response(Freeze freeze) {
        return Response.from(freeze, clock.instant());
    }

    private static byte[] orEmpty(byte @Nullable [] body) {
        return body == null ? new byte[0] : body;
    }

    /** A freeze. Empty lists restrict nothing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Response(
            String id,
            String reason,
            String frozenBy,
            Instant at,
            @Nullable Instant until,
            boolean expires,
            List<String> operations,
            List<String> kinds,
            List<String> tenantIds,
            boolean active,
            @Nullable Instant endedAt,
            @Nullable String endedBy) {

        static Response from(Freeze freeze, Instant now) {
            return new Response(
                    freeze.id(),
                    freeze.reason(),
                    freeze.frozenBy(),
                    freeze.at(),
                    freeze.until(),
                    freeze.expires(),
                    freeze.operations(),
                    freeze.kinds(),
                    freeze.tenantIds(),
                    freeze.isActive(now),
                    freeze.endedAt(),
                    freeze.endedBy());
        }
    }
}
