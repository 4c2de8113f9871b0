package io.failstatic.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot that is served from, and what is known of it. One volatile reference; written by the thread that makes the
 * agent and then by the poller thread. <em>Thread-safe.</em>
 */
final class InForce {

    /** @param stored its identity and content, null for the built-in defaults */
    record Applied(Snapshot snapshot, @Nullable StoredSnapshot stored, Instant at) {

        @Nullable
        SnapshotId id() {
            return stored == null ? null : stored.id();
        }
    }

    private volatile Applied applied;

    InForce(Instant at) {
        this.applied = new Applied(Snapshot.DEFAULTS, null, at);
    }

    Snapshot snapshot() {
        return applied.snapshot;
    }

    Applied applied() {
        return applied;
    }

    /** Puts a snapshot into force for every read from now on. */
    Snapshot swap(StoredSnapshot stored, Origin origin, Instant at) {
        SnapshotContent content = stored.content();
        Snapshot snapshot = new Snapshot(
                content.lineage(),
                content.epoch(),
                content.revision(),
                content.audience(),
                stored.id().digest(),
                content.publishedAt(),
                origin,
                content.configuration());
        applied = new Applied(snapshot, stored, at);
        return snapshot;
    }
}
