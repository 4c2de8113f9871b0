package io.failstatic.control.change;

import io.failstatic.control.resource.ApiKey;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.StoredResource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Resources as the API answers them: what one answer holds can be sent back as a replacement. */
@Component
@RequiredArgsConstructor
class ResourceView {

    private final ApiKeys apiKeys;

    ObjectNode of(StoredResource stored) {
        return of(List.of(stored)).get(0);
    }

    /** All of one kind, with one query for all. */
    List<ObjectNode> of(List<StoredResource> stored) {
        List<String> tenants = stored.stream()
                .filter(resource -> resource.ref().kind() == Kind.TENANT)
                .map(resource -> resource.ref().id())
                .toList();
        Map<String, List<ApiKey>> keys = tenants.isEmpty()
                ? Map.of()
                : apiKeys.ofTenants(tenants).stream().collect(Collectors.groupingBy(ApiKey::tenantId));
        return stored.stream().map(resource -> view(resource, keys)).toList();
    }

    private static ObjectNode view(StoredResource stored, Map<String, List<ApiKey>> keys) {
        ObjectNode view = ofVersion(stored);
        if (stored.ref().kind() == Kind.TENANT) {
            ArrayNode list = view.putArray("apiKeys");
            keys.getOrDefault(stored.ref().id(), List.of())
                    .forEach(key -> list.addObject()
                            .put("keyId", key.keyId())
                            .put("createdAt", key.createdAt().toString())
                            .put("createdBy", key.createdBy()));
        }
        return view;
    }

    /** One version, without what is no part of it. */
    static ObjectNode ofVersion(StoredResource stored) {
        ObjectNode view = Spec.newObject().put("id", stored.ref().id()).put("version", stored.version());
        view.setAll(stored.get());
        view.put("createdAt", stored.createdAt().toString())
                .put("updatedAt", stored.updatedAt().toString())
                .put("updatedBy", stored.updatedBy());
        return stored.restoredFrom() == null ? view : view.put("restoredFrom", stored.restoredFrom());
    }
}
