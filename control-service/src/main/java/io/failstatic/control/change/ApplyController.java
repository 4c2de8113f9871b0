package io.failstatic.control.change;

import io.failstatic.control.access.Caller;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.request.Parameters;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The whole desired state in one piece, to read and to make. */
@RestController
@RequiredArgsConstructor
class ApplyController {

    private static final String APPLY = "/api/v1/apply";
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final Batches batches;
    private final ChangeRequests requests;
    private final Resources resources;

    @GetMapping(path = APPLY, produces = JSON)
    ObjectNode export(HttpServletRequest request) {
        Parameters.of(request);
        ObjectNode answer = Spec.newObject();
        ObjectNode kinds = answer.putObject("resources");
        for (Kind kind : Kind.values()) {
            kinds.putArray(kind.path());
        }
        resources.all().forEach(stored -> {
            ObjectNode item = Spec.newObject().put("id", stored.ref().id());
            item.setAll(stored.get());
            kinds.withArrayProperty(stored.ref().kind().path()).add(item);
        });
        return answer;
    }

    @PostMapping(path = APPLY, consumes = JSON, produces = JSON)
    ResponseEntity<ObjectNode> apply(
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Transactions.Committed<List<Batches.Part>> committed =
                batches.apply(body == null ? new byte[0] : body, requests.withReasonInBody(request, caller));
        return ResponseEntity.ok()
                .headers(ChangeHeaders.of(committed))
                .body(Impact.addTo(plan(committed.result()), committed.impact()));
    }

    private static ObjectNode plan(List<Batches.Part> parts) {
        ObjectNode plan = Spec.newObject();
        List.of("create", "update", "delete", "unchanged").forEach(plan::putArray);
        parts.forEach(part -> plan.withArrayProperty(part.op())
                .addObject()
                .put("kind", part.stored().ref().kind().path())
                .put("id", part.stored().ref().id())
                .put("version", part.stored().version()));
        return plan;
    }
}
