package io.failstatic.agent;

import io.failstatic.agent.config.Configuration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A decoded snapshot. <em>Immutable.</em>
 *
 * @param removals accepted removals so far in this lineage, by kind
 * @param idsByKind ids of the resources, by kind; every known kind is there
 * @param ignored unknown optional fields and kinds that were met
 */
record SnapshotContent(
        String lineage,
        long epoch,
        long revision,
        String audience,
        Instant publishedAt,
        Map<String, Long> removals,
        Map<String, Set<String>> idsByKind,
        Configuration configuration,
        int ignored) {

    SnapshotContent {
        removals = Map.copyOf(removals);
    }
}
