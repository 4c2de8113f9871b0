package io.failstatic.control.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.failstatic.control.audit.FieldChange;
import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import io.failstatic.control.resource.Differences;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.NotFoundException;
import io.failstatic.control.resource.Operation;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.StoredResource;
import io.failstatic.control.resource.StoredVersion;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The history of one resource, also of a deleted one. */
@RestController
@RequiredArgsConstructor
class VersionsController {

    private final Resources resources;

    @GetMapping(path = "/api/v1/{kind:" + Kind.PATHS + "}/{id}/versions", produces = MediaType.APPLICATION_JSON_VALUE)
    Page<Response> versions(@PathVariable String kind, @PathVariable String id, HttpServletRequest request) {
        Parameters parameters = Parameters.of(request, Parameters.PAGE_SIZE, Parameters.PAGE_TOKEN);
        ResourceRef ref = new ResourceRef(Kind.get(kind), id);
        if (resources.find(ref).isEmpty()) {
            throw new NotFoundException(ref + " never existed");
        }
        int size = parameters.pageSize();
        long below = parameters.pageStart(Long.MAX_VALUE, Long::valueOf);
        return Page.of(resources.versions(ref, below, size + 1), size, StoredVersion::version, Response::from);
    }

    @GetMapping(path = "/api/v1/{kind:" + Kind.PATHS + "}/{id}/diff", produces = MediaType.APPLICATION_JSON_VALUE)
    List<FieldChange> diff(@PathVariable String kind, @PathVariable String id, HttpServletRequest request) {
        Parameters parameters = Parameters.of(request, "from", "to");
        ResourceRef ref = new ResourceRef(Kind.get(kind), id);
        StoredResource from = version(ref, parameters.requiredNumber("from"));
        StoredResource to = version(ref, parameters.requiredNumber("to"));
        return Differences.between(from.get(), to.get());
    }

    private StoredResource version(ResourceRef ref, long version) {
        return resources
                .findVersionOrDeletion(ref, version)
                .orElseThrow(() -> new NotFoundException(ref + " has no version " + version));
    }

    /** How one version came to be. */
    record Response(
            long version,
            long revision,
            Instant at,
            String by,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            Operation action,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long restoredFrom) {

        static Response from(StoredVersion version) {
            return new Response(
                    version.version(),
                    version.revision(),
                    version.at(),
                    version.by(),
                    version.reason(),
                    version.operation(),
                    version.restoredFrom());
        }
    }
}
