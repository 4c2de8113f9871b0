package io.failstatic.agent;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot that an operator holds this process at, whatever the control plane publishes. <em>Immutable.</em>
 *
 * @param epoch epoch of the snapshot, 0 for the built-in defaults
 * @param revision revision of the snapshot, 0 for the built-in defaults
 * @param digest digest of the snapshot, null for the built-in defaults
 * @param since when it was pinned
 * @param reason what the operator said, possibly nothing
 */
public record Pin(long epoch, long revision, @Nullable String digest, Instant since, String reason) {

    /** Neither {@code since} nor {@code reason} is null. */
    public Pin {
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(reason, "reason");
    }

    static Pin at(@Nullable SnapshotId id, Instant since, String reason) {
        return id == null
                ? new Pin(0, 0, null, since, reason)
                : new Pin(id.epoch(), id.revision(), id.digest(), since, reason);
    }

    /** Whether this is the snapshot that is pinned. */
    public boolean holds(Snapshot snapshot) {
        return Objects.equals(digest, snapshot.digest());
    }
}
