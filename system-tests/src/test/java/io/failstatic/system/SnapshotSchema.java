package io.failstatic.system;

import java.util.List;

/** The published JSON Schema of the snapshot. */
final class SnapshotSchema {

    private static final PublishedSchema SCHEMA = new PublishedSchema("snapshot.schema.json");

    private SnapshotSchema() {}

    /** What the schema says against this snapshot; empty when it is of the published form. */
    static List<String> violations(String snapshot) {
        return SCHEMA.violations(snapshot);
    }
}
