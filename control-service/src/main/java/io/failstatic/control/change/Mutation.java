package io.failstatic.control.change;

import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Operation;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.StoredResource;
import org.jspecify.annotations.Nullable;

/** One part of a change that has been found valid. Immutable. */
public sealed interface Mutation {

    ResourceRef ref();

    /** The operation by its name in the API, such as {@code UPDATE_FEATURE_FLAG}. */
    String action();

    /**
     * Gives an id its next content.
     *
     * @param before the version before it; null when it is the first
     * @param restored the version that holds the same content; null when it is a new one
     */
    record Put(
            Operation operation,
            ResourceRef ref,
            @Nullable StoredResource before,
            Spec spec,
            @Nullable StoredResource restored)
            implements Mutation {

        @Override
        public String action() {
            return nameOf(operation, ref.kind());
        }
    }

    /** Takes a resource away. */
    record Removal(ResourceRef ref, StoredResource before) implements Mutation {

        @Override
        public String action() {
            return nameOf(Operation.DELETE, ref.kind());
        }
    }

    /** Makes an API key for a tenant. */
    record KeyIssue(ResourceRef ref) implements Mutation {

        static final String ACTION = "ISSUE_API_KEY";

        @Override
        public String action() {
            return ACTION;
        }
    }

    /** Takes an API key from a tenant. */
    record KeyRevocation(ResourceRef ref, String keyId) implements Mutation {

        static final String ACTION = "REVOKE_API_KEY";

        @Override
        public String action() {
            return ACTION;
        }
    }

    static String nameOf(Operation operation, Kind kind) {
        return operation + "_" + kind;
    }
}
