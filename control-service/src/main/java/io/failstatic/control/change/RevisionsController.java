package io.failstatic.control.change;

import io.failstatic.control.access.Caller;
import io.failstatic.control.audit.FieldChange;
import io.failstatic.control.ledger.PastRevision;
import io.failstatic.control.ledger.Rendering;
import io.failstatic.control.ledger.Revisions;
import io.failstatic.control.ledger.SnapshotForgottenException;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import io.failstatic.control.resource.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Every desired state there has been, and the way back to it. */
@RestController
@RequiredArgsConstructor
class RevisionsController {

    private static final String REVISIONS = "/api/v1/revisions";
    private static final String REVISION = REVISIONS + "/{number:[0-9]{1,18}}";
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final Revisions revisions;
    private final RevisionDifferences differences;
    private final Batches batches;
    private final ChangeRequests requests;

    @GetMapping(path = REVISIONS, produces = JSON)
    Page<Response> list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request, Parameters.PAGE_SIZE, Parameters.PAGE_TOKEN);
        int size = parameters.pageSize();
        long below = parameters.pageStart(Long.MAX_VALUE, Long::valueOf);
        return Page.of(revisions.list(below, size + 1), size, PastRevision::number, Response::from);
    }

    @GetMapping(path = REVISION, produces = JSON)
    Response read(@PathVariable long number, HttpServletRequest request) {
        Parameters.of(request);
        return Response.from(get(number));
    }

    @GetMapping(path = REVISIONS + "/at", produces = JSON)
    Response readAt(HttpServletRequest request) {
        Instant time = Parameters.of(request, "time").requiredInstant("time");
        return Response.from(
                revisions.findAt(time).orElseThrow(() -> new NotFoundException("there was no revision at " + time)));
    }

    @GetMapping(path = REVISION + "/snapshot", produces = JSON)
    ResponseEntity<byte[]> snapshot(@PathVariable long number, HttpServletRequest request) {
        Parameters.of(request);
        PastRevision revision = get(number);
        Rendering rendering = revisions.findRendering(number).orElseThrow(() -> new SnapshotForgottenException(number));
        return ResponseEntity.ok()
                .header("Config-Digest", revision.digest())
                .header("Config-Epoch", Long.toString(revision.epoch()))
                .header("Config-Revision", Long.toString(number))
                .body(rendering.json());
    }

    @GetMapping(path = REVISION + "/diff", produces = JSON)
    List<Difference> diff(@PathVariable long number, HttpServletRequest request) {
        long to = Parameters.of(request, "to").requiredNumber("to");
        return differences.between(get(number).number(), get(to).number());
    }

    @PostMapping(path = REVISION + "/restore", produces = JSON)
    ResponseEntity<ObjectNode> restore(
            @PathVariable long number,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        return BatchAnswer.of(
                batches.restore(number, body == null ? new byte[0] : body, requests.withReasonInBody(request, caller)));
    }

    private PastRevision get(long number) {
        return revisions
                .find(number)
                .orElseThrow(() -> new NotFoundException("revision " + number + " does not exist"));
    }

    /** What is different in one resource; no version where there was no such resource. */
    record Difference(
            String kind,
            String id,
            @Nullable Long fromVersion,
            @Nullable Long toVersion,
            List<FieldChange> changes) {}

    /** One desired state. */
    record Response(long revision, long epoch, String audience, Instant publishedAt, String digest, long size) {

        static Response from(PastRevision past) {
            return new Response(
                    past.number(), past.epoch(), past.audience(), past.publishedAt(), past.digest(), past.size());
        }
    }
}
