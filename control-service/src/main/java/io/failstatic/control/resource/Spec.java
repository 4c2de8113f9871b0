package io.failstatic.control.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The content of one version of one resource. Implementations are immutable and validate themselves. */
public sealed interface Spec
        permits TenantSpec, ServiceSpec, RateLimitPolicySpec, RoutingRuleSpec, FeatureFlagSpec, DocumentSpec {

    Kind kind();

    /** The content as the API answers it, in the order of the contract. */
    ObjectNode content();

    /** The part of the content that instances need. */
    default ObjectNode snapshotContent() {
        return content();
    }

    /** What {@code ?name=} finds. */
    default @Nullable String nameToFind() {
        return null;
    }

    /** What no other resource of the kind may have at the same time. */
    default @Nullable String uniqueKey() {
        return null;
    }

    /** What must exist for this to make sense. */
    default @Nullable ResourceRef refersTo() {
        return null;
    }

    /** An empty object to fill. */
    static ObjectNode newObject() {
        return JsonNodeFactory.instance.objectNode();
    }
}
