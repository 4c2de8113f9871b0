package io.failstatic.control.resource;

import org.jspecify.annotations.Nullable;

/** One of several changes that are wanted at once, right in shape. Immutable. */
public sealed interface Step {

    /** The part of the request that wants it. */
    String pointer();

    /** Makes a resource. */
    record Create(String pointer, Kind kind, Draft draft) implements Step {}

    /**
     * Replaces the content of a resource.
     *
     * @param version what the caller has seen; null when the caller says nothing
     */
    record Update(String pointer, ResourceRef ref, @Nullable Long version, Draft draft) implements Step {}

    /** Takes a resource away. */
    record Delete(String pointer, ResourceRef ref, @Nullable Long version) implements Step {}

    /** Brings the content of an older version back. */
    record Rollback(
            String pointer, ResourceRef ref, @Nullable Long version, long targetVersion) implements Step {}
}
