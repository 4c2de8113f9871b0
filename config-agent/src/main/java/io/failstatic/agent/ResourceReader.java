package io.failstatic.agent;

import static io.failstatic.agent.RefusalCode.SCHEMA_INVALID;

import io.failstatic.agent.config.ApiKey;
import io.failstatic.agent.config.Document;
import io.failstatic.agent.config.FeatureFlag;
import io.failstatic.agent.config.HeaderCondition;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.Rollout;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import io.failstatic.agent.config.Tenant;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the resources of a snapshot, one method per kind. Optional members may be missing or null and then have the
 * defaults of the contract; unknown ones are ignored and counted. <em>Confined to one decoding.</em>
 */
final class ResourceReader {

    private final JsonCursor cursor;
    private final DocumentReader documents;
    private final Map<String, String> scopes =
            new HashMap<>(Map.of(RateLimits.DEFAULT_SCOPE, RateLimits.DEFAULT_SCOPE));

    ResourceReader(JsonCursor cursor, DocumentReader documents) {
        this.cursor = cursor;
        this.documents = documents;
    }

    Tenant tenant() {
        String id = null;
        Long version = null;
        String name = null;
        List<ApiKey> apiKeys = List.of();
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "id" -> id = cursor.text();
                case "version" -> version = cursor.longInteger();
                case "name" -> name = cursor.text();
                case "apiKeys" -> apiKeys = cursor.isNull() ? apiKeys : cursor.list(this::apiKey);
                default -> cursor.ignore();
            }
        }
        return new Tenant(
                cursor.required("id", id), cursor.required("version", version), cursor.required("name", name), apiKeys);
    }

    private ApiKey apiKey() {
        String keyId = null;
        String sha256 = null;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "keyId" -> keyId = cursor.text();
                case "sha256" -> sha256 = cursor.text();
                default -> cursor.ignore();
            }
        }
        return new ApiKey(cursor.required("keyId", keyId), cursor.required("sha256", sha256));
    }

    Service service() {
        String id = null;
        Long version = null;
        List<URI> endpoints = null;
        int timeoutMs = Service.DEFAULT_TIMEOUT_MS;
        int retryCount = Service.DEFAULT_RETRY_COUNT;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "id" -> id = cursor.text();
                case "version" -> version = cursor.longInteger();
                case "endpoints" -> endpoints = cursor.list(this::uri);
                case "timeoutMs" -> timeoutMs = cursor.isNull() ? timeoutMs : cursor.integer();
                case "retryCount" -> retryCount = cursor.isNull() ? retryCount : cursor.integer();
                default -> cursor.ignore();
            }
        }
        return new Service(
                cursor.required("id", id),
                cursor.required("version", version),
                cursor.required("endpoints", endpoints),
                timeoutMs,
                retryCount);
    }

    private URI uri() {
        try {
            return new URI(cursor.text());
        } catch (URISyntaxException e) {
            throw cursor.refuse(SCHEMA_INVALID, "not a URL (expected: an http or https URL with a host)");
        }
    }

    RateLimitPolicy rateLimitPolicy() {
        String id = null;
        Long version = null;
        String tenantId = null;
        Integer limit = null;
        Integer window = null;
        String scope = RateLimits.DEFAULT_SCOPE;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "id" -> id = cursor.text();
                case "version" -> version = cursor.longInteger();
                case "tenantId" -> tenantId = cursor.text();
                case "limit" -> limit = cursor.integer();
                case "window" -> window = cursor.integer();
                case "scope" -> scope = cursor.isNull() ? scope : scope();
                default -> cursor.ignore();
            }
        }
        return new RateLimitPolicy(
                cursor.required("id", id),
                cursor.required("version", version),
                cursor.required("tenantId", tenantId),
                cursor.required("limit", limit),
                cursor.required("window", window),
                scope);
    }

    /** A scope's name as one object for all who name it: requests then compare a reference, not characters. */
    private String scope() {
        String named = cursor.text();
        String known = scopes.putIfAbsent(named, named);
        return known == null ? named : known;
    }

    RoutingRule routingRule() {
        String id = null;
        Long version = null;
        String path = null;
        String targetService = null;
        List<HeaderCondition> conditions = List.of();
        int priority = RoutingRule.DEFAULT_PRIORITY;
        String scope = RateLimits.DEFAULT_SCOPE;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "id" -> id = cursor.text();
                case "version" -> version = cursor.longInteger();
                case "path" -> path = cursor.text();
                case "targetService" -> targetService = cursor.text();
                case "conditions" -> conditions = conditions();
                case "priority" -> priority = cursor.isNull() ? priority : cursor.integer();
                case "scope" -> scope = cursor.isNull() ? scope : scope();
                default -> cursor.ignore();
            }
        }
        return new RoutingRule(
                cursor.required("id", id),
                cursor.required("version", version),
                cursor.required("path", path),
                cursor.required("targetService", targetService),
                conditions,
                priority,
                scope);
    }

    private List<HeaderCondition> conditions() {
        if (cursor.isNull()) {
            return List.of();
        }
        return cursor.isObject() ? List.of(condition()) : cursor.list(this::condition);
    }

    private HeaderCondition condition() {
        String header = null;
        String equals = null;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "header" -> header = cursor.text();
                case "equals" -> equals = cursor.text();
                default -> cursor.ignore();
            }
        }
        return new HeaderCondition(cursor.required("header", header), cursor.required("equals", equals));
    }

    FeatureFlag featureFlag() {
        String id = null;
        Long version = null;
        String name = null;
        Boolean enabled = null;
        Rollout rollout = null;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "id" -> id = cursor.text();
                case "version" -> version = cursor.longInteger();
                case "name" -> name = cursor.text();
                case "enabled" -> enabled = cursor.bool();
                case "rollout" -> rollout = cursor.isNull() ? null : rollout();
                case "description" -> cursor.skip();
                default -> cursor.ignore();
            }
        }
        return new FeatureFlag(
                cursor.required("id", id),
                cursor.required("version", version),
                cursor.required("name", name),
                cursor.required("enabled", enabled),
                rollout);
    }

    private Rollout rollout() {
        int percentage = 0;
        List<String> tenantIds = List.of();
        List<String> keys = List.of();
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "percentage" -> percentage = cursor.isNull() ? percentage : cursor.integer();
                case "tenantIds" -> tenantIds = cursor.isNull() ? tenantIds : cursor.list(cursor::text);
                case "keys" -> keys = cursor.isNull() ? keys : cursor.list(cursor::text);
                default -> cursor.ignore();
            }
        }
        return new Rollout(percentage, distinct(tenantIds), distinct(keys));
    }

    /** Most rollouts list nobody or a few, for whom {@code Set.copyOf} would make a hash set first. */
    private static Set<String> distinct(List<String> items) {
        return items.isEmpty() ? Set.of() : Set.copyOf(items);
    }

    Document document() {
        String id = null;
        Long version = null;
        JsonNode content = null;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "id" -> id = cursor.text();
                case "version" -> version = cursor.longInteger();
                case "content" -> content = documents.read();
                default -> cursor.ignore();
            }
        }
        return new Document(
                cursor.required("id", id), cursor.required("version", version), cursor.required("content", content));
    }
}
