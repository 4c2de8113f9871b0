package io.failstatic.agent;

/** A snapshot that was read from a file and can be started from. <em>Immutable.</em> */
record StoredSnapshot(SnapshotId id, SnapshotContent content) {

    static StoredSnapshot of(String digest, SnapshotContent content) {
        return new StoredSnapshot(
                new SnapshotId(content.lineage(), content.epoch(), content.revision(), digest), content);
    }
}
