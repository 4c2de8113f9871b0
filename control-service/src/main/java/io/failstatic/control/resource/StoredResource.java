package io.failstatic.control.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of one resource, as it is stored. Immutable.
 *
 * @param version the number of the version
 * @param content JSON text; null when the version is a deletion
 * @param createdAt when the resource came to be, after its last deletion if it had one
 * @param updatedAt when this version was made
 * @param updatedBy who made it
 * @param restoredFrom the version that a rollback went back to, as far as it was read from the history or has just been made
 */
public record StoredResource(
        ResourceRef ref,
        long version,
        @Nullable String content,
        Instant createdAt,
        Instant updatedAt,
        String updatedBy,
        @Nullable Long restoredFrom) {

    public boolean isDeleted() {
        return content == null;
    }

    /** The content as a tree that belongs to the caller; empty for a deletion. */
    public ObjectNode get() {
        return content == null ? Spec.newObject() : ContentText.parse(content);
    }

    /** Whether this is exactly the given content. */
    public boolean holds(Spec spec) {
        return ContentText.of(spec.content()).equals(content);
    }
}
