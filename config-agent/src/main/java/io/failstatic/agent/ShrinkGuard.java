package io.failstatic.agent;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds back a snapshot that lost more than the control plane accounts for: more than 5 and more than 30 % of a kind, or
 * all of it.
 */
final class ShrinkGuard {

    private static final int HARMLESS_COUNT = 5;
    private static final double HARMLESS_SHARE = 0.3;

    private ShrinkGuard() {}

    /** Compares with the content in force. Across epochs, which are raised on purpose, totals cannot be compared. */
    static Optional<Decoding.Refused> check(SnapshotContent before, SnapshotContent now) {
        if (!before.lineage().equals(now.lineage()) || before.epoch() != now.epoch()) {
            return Optional.empty();
        }
        for (Map.Entry<String, Set<String>> kind : before.idsByKind().entrySet()) {
            String name = kind.getKey();
            Set<String> had = kind.getValue();
            Set<String> has = now.idsByKind().getOrDefault(name, Set.of());
            long vanished = had.stream().filter(id -> !has.contains(id)).count();
            boolean emptied = !had.isEmpty() && has.isEmpty();
            boolean shrunk = vanished > HARMLESS_COUNT && vanished > HARMLESS_SHARE * had.size();
            long accounted = removals(now, name) - removals(before, name);
            if ((emptied || shrunk) && vanished > accounted) {
                return Optional.of(new Decoding.Refused(
                        emptied ? RefusalCode.SUSPICIOUS_EMPTY : RefusalCode.SUSPICIOUS_SHRINK,
                        "/resources/" + name,
                        vanished + " of " + had.size() + " vanished (expected: at most " + Math.max(0, accounted)
                                + " by the removals that the control plane accepted)"));
            }
        }
        return Optional.empty();
    }

    private static long removals(SnapshotContent content, String kind) {
        return content.removals().getOrDefault(kind, 0L);
    }
}
