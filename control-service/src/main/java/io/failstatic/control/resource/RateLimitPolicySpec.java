package io.failstatic.control.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How many requests a tenant may make in a scope.
 *
 * @param limit requests per window
 * @param window length of the window in seconds
 */
public record RateLimitPolicySpec(String tenantId, int limit, int window, String scope) implements Spec {

    private static final IntRange LIMIT = new IntRange(1, 1_000_000_000);
    private static final IntRange WINDOW = new IntRange(1, 86_400);

    public RateLimitPolicySpec {
        ResourceId.RULE.require("tenantId", tenantId);
        LIMIT.require("limit", limit);
        WINDOW.require("window", window);
        Scope.RULE.require("scope", scope);
    }

    static @Nullable RateLimitPolicySpec read(Fields fields, References references) {
        String tenantId = fields.text("tenantId", ResourceId.RULE);
        references.add(fields.pointer("tenantId"), Kind.TENANT, tenantId);
        int limit = fields.integer("limit", LIMIT);
        int window = fields.integer("window", WINDOW);
        String scope = fields.text("scope", Scope.RULE, Scope.DEFAULT);
        return fields.hasErrors() ? null : new RateLimitPolicySpec(tenantId, limit, window, scope);
    }

    @Override
    public Kind kind() {
        return Kind.RATE_LIMIT_POLICY;
    }

    @Override
    public ObjectNode content() {
        return Spec.newObject()
                .put("tenantId", tenantId)
                .put("limit", limit)
                .put("window", window)
                .put("scope", scope);
    }

    @Override
    public String uniqueKey() {
        return tenantId + "/" + scope;
    }

    @Override
    public ResourceRef refersTo() {
        return new ResourceRef(Kind.TENANT, tenantId);
    }
}
