package io.failstatic.agent;

import java.util.Objects;

/**
 * What names one snapshot and its bytes. <em>Immutable.</em>
 *
 * @param digest {@code sha-256=:<base64>:} over the JSON bytes
 */
record SnapshotId(String lineage, long epoch, long revision, String digest) {

    SnapshotId {
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(digest, "digest");
    }

    boolean sameLineage(SnapshotId other) {
        return lineage.equals(other.lineage);
    }

    /** Order within one lineage; time never decides. */
    boolean isAbove(SnapshotId other) {
        return epoch != other.epoch ? epoch > other.epoch : revision > other.revision;
    }
}
