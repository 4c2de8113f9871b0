package io.failstatic.control.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.failstatic.control.audit.ChainCheck.Broken;
import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

    private static final String AUDIT = "/api/v1/audit";

    private final AuditSearch search;
    private final AuditExport export;
    private final AuditVerifier verifier;
    private final Walks walks;

    @GetMapping(path = AUDIT, produces = MediaType.APPLICATION_JSON_VALUE)
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
        long below = parameters.pageStart(Long.MAX_VALUE, Long::valueOf);
        int size = parameters.pageSize();
        return Page.of(search.find(filter(parameters), below, size + 1), size, AuditEntry::getSeq, Response::from);
    }

    @GetMapping(path = AUDIT, produces = AuditExport.MEDIA_TYPE)
    void export(HttpServletRequest request, HttpServletResponse response) {
        Parameters parameters =
                Parameters.of(request, "actor", "action", "kind", "resourceId", "outcome", "from", "to");
        AuditSearch.Filter filter = filter(parameters);
        AuditSearch.Extent extent = search.extent();
        response.setContentType(AuditExport.MEDIA_TYPE);
        if (!request.getMethod().equals("HEAD")) {
            walks.begin();
            try {
                export.write(filter, extent, response);
            } finally {
                walks.end();
            }
        }
    }

    @GetMapping(path = AUDIT + "/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    Verification verify(HttpServletRequest request) {
        Parameters.of(request);
        walks.begin();
        try {
            return Verification.from(verifier.verify());
        } finally {
            walks.end();
        }
    }

    private static AuditSearch.Filter filter(Parameters parameters) {
        return new AuditSearch.Filter(
                parameters.text("actor"),
                parameters.text("action"),
                parameters.text("kind"),
                parameters.text("resourceId"),
                parameters.constant("outcome", Outcome.class),
                parameters.instant("from"),
                parameters.instant("to"));
    }

    /**
     * Whether the log is what was written.
     *
     * @param entries how many were found good
     * @param firstBroken sequence number of the first entry that is not what was written, or is not there
     * @param how what is wrong with it: missing, altered, replaced or foreign
     * @param last sequence number that the log should end with
     * @param lastHash hash that it should end with
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verification(
            boolean valid,
            long entries,
            @Nullable Long firstBroken,
            @Nullable String how,
            long last,
            String lastHash) {

        static Verification from(AuditVerifier.Verdict verdict) {
            Broken broken = verdict.broken();
            return new Verification(
                    broken == null,
                    verdict.entries(),
                    broken == null ? null : broken.seq(),
                    broken == null ? null : broken.how(),
                    verdict.chain().getSeq(),
                    verdict.chain().getHash());
        }
    }

    /** An entry of the audit log. */
    record Response(
            long seq,
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
