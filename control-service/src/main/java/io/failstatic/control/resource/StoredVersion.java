package io.failstatic.control.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one version of one resource came to be. Immutable.
 *
 * @param revision the revision that the same change made
 * @param restoredFrom the version that a rollback went back to
 */
public record StoredVersion(
        long version,
        long revision,
        Instant at,
        String by,
        @Nullable String reason,
        Operation operation,
        @Nullable Long restoredFrom) {}
