package io.failstatic.control.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who changed what, when and why. */
@RestController
@RequiredArgsConstructor
class AuditController {

    private final AuditSearch search;

    @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    Page<Response> list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(
                request,
                "actor",
                "action",
                "kind",
                "resourceId",
                "outcome",
                "from",
                "to",
                Parameters.PAGE_SIZE,
                Parameters.PAGE_TOKEN);
        AuditSearch.Filter filter = new AuditSearch.Filter(
                parameters.text("actor"),
                parameters.text("action"),
                parameters.text("kind"),
                parameters.text("resourceId"),
                parameters.constant("outcome", Outcome.class),
                parameters.instant("from"),
                parameters.instant("to"));
        long below = parameters.pageStart(Long.MAX_VALUE, Long::valueOf);
        int size = parameters.pageSize();
        return Page.of(search.find(filter, below, size + 1), size, AuditEntry::getSeq, Response::from);
    }

    /** An entry of the audit log. */
    record Response(
            @Nullable Long seq,
            Instant at,
            String actor,
            String action,
            @Nullable String kind,
            @Nullable String resourceId,
            @Nullable Long fromVersion,
            @Nullable Long toVersion,
            @Nullable Long revision,
            @JsonRawValue String changes,
            @Nullable String reason,
            @Nullable String requestId,
            @Nullable String sourceIp,
            Outcome outcome,
            boolean breakGlass,
            @Nullable String previousHash,
            @Nullable String hash) {

        static Response from(AuditEntry entry) {
            return new Response(
                    entry.getSeq(),
                    entry.getAt(),
                    entry.getActor(),
                    entry.getAction(),
                    entry.getKind(),
                    entry.getResourceId(),
                    entry.getFromVersion(),
                    entry.getToVersion(),
                    entry.getRevision(),
                    entry.getChanges(),
                    entry.getReason(),
                    entry.getRequestId(),
                    entry.getSourceIp(),
                    entry.getOutcome(),
                    entry.isBreakGlass(),
                    entry.getPreviousHash(),
                    entry.getHash());
        }
    }
}
