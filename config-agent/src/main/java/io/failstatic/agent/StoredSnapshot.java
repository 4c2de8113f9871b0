package io.failstatic.agent;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot that can be served from: read from a file, or received. <em>Immutable.</em>
 *
 * @param signature what came with its bytes, null for none; whether anybody looked at it is a matter of the trusted keys
 */
record StoredSnapshot(
        SnapshotId id, SnapshotContent content, @Nullable String signature) {

    /** Without a signature. */
    StoredSnapshot(SnapshotId id, SnapshotContent content) {
        this(id, content, null);
    }

    static StoredSnapshot of(String digest, SnapshotContent content) {
        return of(digest, content, null);
    }

    static StoredSnapshot of(String digest, SnapshotContent content, @Nullable String signature) {
        return new StoredSnapshot(
                new SnapshotId(content.lineage(), content.epoch(), content.revision(), digest), content, signature);
    }
}
