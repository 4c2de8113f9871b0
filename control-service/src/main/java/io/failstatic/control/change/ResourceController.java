package io.failstatic.control.change;

import io.failstatic.control.access.Caller;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.NotFoundException;
import io.failstatic.control.resource.ResourceId;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.StoredResource;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The admin API of the six kinds. */
@RestController
@RequiredArgsConstructor
class ResourceController {

    private static final String COLLECTION = "/api/v1/{kind:" + Kind.PATHS + "}";
    private static final String ITEM = COLLECTION + "/{id}";
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final Changes changes;
    private final ChangeRequests requests;
    private final Resources resources;
    private final ResourceView view;

    @PostMapping(path = COLLECTION, consumes = JSON, produces = JSON)
    ResponseEntity<ObjectNode> create(
            @PathVariable String kind,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.create(Kind.get(kind), orEmpty(body), requests.of(request, caller));
        StoredResource stored = stored(changed);
        return ResponseEntity.created(URI.create("/api/v1/" + stored.ref()))
                .headers(ChangeHeaders.of(changed))
                .eTag(tag(stored))
                .body(answer(changed));
    }

    @GetMapping(path = COLLECTION, produces = JSON)
    Page<ObjectNode> list(@PathVariable String kind, HttpServletRequest request) {
        Kind listed = Kind.get(kind);
        Parameters parameters = Parameters.of(request, parametersOf(listed));
        int size = parameters.pageSize();
        String after = parameters.pageStart("", token -> token);
        List<StoredResource> rows =
                resources.list(listed, after, parameters.text("name"), parameters.text("tenantId"), size + 1);
        Page<StoredResource> page = Page.of(rows, size, row -> row.ref().id(), row -> row);
        return new Page<>(view.of(page.items()), page.nextPageToken());
    }

    @GetMapping(path = ITEM, produces = JSON)
    ResponseEntity<ObjectNode> read(@PathVariable String kind, @PathVariable String id, HttpServletRequest request) {
        Long version = Parameters.of(request, "version").number("version");
        ResourceRef ref = ref(kind, id);
        if (version == null) {
            StoredResource stored = resources.get(ref);
            return ResponseEntity.ok().eTag(tag(stored)).body(view.of(stored));
        }
        StoredResource old = resources
                .findVersion(ref, version)
                .orElseThrow(() -> new NotFoundException(ref + " has no version " + version + " with content"));
        return ResponseEntity.ok().eTag(tag(old)).body(ResourceView.ofVersion(old));
    }

    @PutMapping(path = ITEM, consumes = JSON, produces = JSON)
    ResponseEntity<ObjectNode> replace(
            @PathVariable String kind,
            @PathVariable String id,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.replace(ref(kind, id), orEmpty(body), requests.of(request, caller));
        StoredResource stored = stored(changed);
        return ResponseEntity.ok()
                .headers(ChangeHeaders.of(changed))
                .eTag(tag(stored))
                .body(answer(changed));
    }

    @PatchMapping(path = ITEM, consumes = "application/merge-patch+json", produces = JSON)
    ResponseEntity<ObjectNode> patch(
            @PathVariable String kind,
            @PathVariable String id,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.patch(ref(kind, id), orEmpty(body), requests.of(request, caller));
        StoredResource stored = stored(changed);
        return ResponseEntity.ok()
                .headers(ChangeHeaders.of(changed))
                .eTag(tag(stored))
                .body(answer(changed));
    }

    @PostMapping(path = ITEM + "/rollback", consumes = JSON, produces = JSON)
    ResponseEntity<ObjectNode> rollBack(
            @PathVariable String kind,
            @PathVariable String id,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.rollBack(ref(kind, id), orEmpty(body), requests.withReasonInBody(request, caller));
        StoredResource stored = stored(changed);
        return ResponseEntity.ok()
                .headers(ChangeHeaders.of(changed))
                .eTag(tag(stored))
                .body(answer(changed));
    }

    @DeleteMapping(path = ITEM)
    ResponseEntity<ObjectNode> delete(
            @PathVariable String kind,
            @PathVariable String id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Changed changed = changes.delete(ref(kind, id), requests.of(request, caller));
        return ChangeHeaders.withoutContent(changed);
    }

    private ObjectNode answer(Changed changed) {
        return Impact.addTo(view.of(stored(changed)), changed.impact());
    }

    private static ResourceRef ref(String kind, String id) {
        ResourceRef ref = new ResourceRef(Kind.get(kind), id);
        if (!ResourceId.isValid(id)) {
            throw new NotFoundException(kind + ": no such id");
        }
        return ref;
    }

    private static String[] parametersOf(Kind kind) {
        List<String> known = new ArrayList<>(List.of(Parameters.PAGE_SIZE, Parameters.PAGE_TOKEN));
        switch (kind) {
            case TENANT, FEATURE_FLAG -> known.add("name");
            case RATE_LIMIT_POLICY -> known.add("tenantId");
            case SERVICE, ROUTING_RULE, DOCUMENT -> {}
        }
        return known.toArray(String[]::new);
    }

    private static StoredResource stored(Changed changed) {
        StoredResource stored = changed.resource();
        if (stored == null) {
            throw new IllegalStateException("resource: none (expected: what was written)");
        }
        return stored;
    }

    private static String tag(StoredResource stored) {
        return "\"" + stored.version() + "\"";
    }

    private static byte[] orEmpty(byte @Nullable [] body) {
        return body == null ? new byte[0] : body;
    }
}
