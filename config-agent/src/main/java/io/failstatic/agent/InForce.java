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

    private final Applied defaults;
    private volatile Applied applied;

    InForce(Instant at) {
        this.defaults = new Applied(Snapshot.DEFAULTS, null, at);
        this.applied = defaults;
    }

    Snapshot snapshot() {
        return applied.snapshot;
    }

    Applied applied() {
        return applied;
    }

    /** The built-in defaults, as they were before anything else. */
    Applied defaults() {
        return defaults;
    }

    /** Puts back what was in force before. */
    Snapshot restore(Applied earlier, Instant at) {
        applied = new Applied(earlier.snapshot, earlier.stored, at);
        return earlier.snapshot;
    }

    /** Puts a snapshot into force for every read from now on. */
    Snapshot swap(StoredSnapshot stored, Origin origin, Instant at) {
        Applied next = applied(stored, origin, at);
        applied = next;
        return next.snapshot;
    }

    /** What would be in force, were the snapshot put into force. */
    static Applied applied(StoredSnapshot stored, Origin origin, Instant at) {
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
        return new Applied(snapshot, stored, at);
    }
}
