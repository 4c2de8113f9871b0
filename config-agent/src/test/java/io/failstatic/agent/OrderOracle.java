package io.failstatic.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent must do with what it is offered, written from the decision table of {@code docs/agent.md} and sharing no
 * code with the agent. It also watches the promise itself: no application of a lower pair, no second content of a pair.
 */
final class OrderOracle {

    /** What becomes of an offer. */
    enum Verdict {
        APPLY,
        NOTHING_TO_DO,
        REFUSE_CONTENT,
        FOREIGN_LINEAGE,
        STALE_REVISION,
        EQUIVOCATION,
        REVISION_JUMP
    }

    private record Pair(String lineage, long epoch, long revision) {}

    private @Nullable SnapshotId highest;
    private @Nullable SnapshotId applied;
    private final Set<String> refused = new HashSet<>();
    private final Map<String, Duration> badLuck = new HashMap<>();
    private final Set<String> forgiven = new HashSet<>();
    private final Map<Pair, String> digests = new HashMap<>();
    private @Nullable SnapshotId highestApplied;

    /** What must become of an offer; {@link #done} is told when it has. */
    Verdict expects(SnapshotId offered, boolean valid) {
        Verdict byOrder = row(offered);
        if (byOrder == Verdict.NOTHING_TO_DO && !offered.equals(applied)) {
            // Seen, yet neither in force nor refused: it was lost with the disk, or gets its second chance.
            return refused.contains(offered.digest()) || !valid ? Verdict.REFUSE_CONTENT : Verdict.APPLY;
        }
        if (byOrder == Verdict.APPLY && (refused.contains(offered.digest()) || !valid)) {
            return Verdict.REFUSE_CONTENT;
        }
        return byOrder;
    }

    private Verdict row(SnapshotId offered) {
        if (highest == null) {
            return Verdict.APPLY;
        }
        if (!offered.lineage().equals(highest.lineage())) {
            return Verdict.FOREIGN_LINEAGE;
        }
        // Neither is ever negative, so that no difference overflows.
        long epochs = offered.epoch() - highest.epoch();
        long revisions = offered.revision() - highest.revision();
        if (epochs != 0) {
            return epochs < 0 ? Verdict.STALE_REVISION : epochs <= 1_000 ? Verdict.APPLY : Verdict.REVISION_JUMP;
        }
        if (revisions != 0) {
            return revisions < 0
                    ? Verdict.STALE_REVISION
                    : revisions <= 1_000_000 ? Verdict.APPLY : Verdict.REVISION_JUMP;
        }
        return offered.digest().equals(highest.digest()) ? Verdict.NOTHING_TO_DO : Verdict.EQUIVOCATION;
    }

    void done(SnapshotId offered, Verdict verdict) {
        if (verdict == Verdict.APPLY || verdict == Verdict.REFUSE_CONTENT) {
            highest = offered;
        }
        if (verdict == Verdict.APPLY) {
            applied = offered;
        } else if (verdict == Verdict.REFUSE_CONTENT) {
            refused.add(offered.digest());
        }
    }

    /** The agent fell back: the snapshot is refused for a time, once, and what was seen stays seen. */
    void fellBack(SnapshotId from, @Nullable SnapshotId to, Duration now) {
        refused.add(from.digest());
        badLuck.put(from.digest(), now);
        applied = to;
    }

    /** Before every poll: what failed by bad luck gets its second chance after 10 min. */
    void forgive(Duration now) {
        if (badLuck.isEmpty()) {
            return;
        }
        badLuck.entrySet().removeIf(failed -> {
            boolean over = now.minus(failed.getValue()).compareTo(Duration.ofMinutes(10)) >= 0;
            if (over && forgiven.add(failed.getKey())) {
                refused.remove(failed.getKey());
            }
            return over;
        });
    }

    /** The agent started again from a generation on disk, null when there was none. */
    void restarted(@Nullable SnapshotId from, boolean memoryLost) {
        applied = from;
        if (memoryLost) {
            refused.clear();
            badLuck.clear();
            forgiven.clear();
            highest = from;
        }
    }

    @Nullable
    SnapshotId highest() {
        return highest;
    }

    @Nullable
    SnapshotId applied() {
        return applied;
    }

    /** Whether an application that really happened breaks the promise. */
    boolean isBroken(SnapshotId nowApplied) {
        SnapshotId before = highestApplied;
        String known = digests.putIfAbsent(
                new Pair(nowApplied.lineage(), nowApplied.epoch(), nowApplied.revision()), nowApplied.digest());
        boolean secondContent = known != null && !known.equals(nowApplied.digest());
        boolean back = before != null
                && (!before.lineage().equals(nowApplied.lineage())
                        || nowApplied.epoch() < before.epoch()
                        || (nowApplied.epoch() == before.epoch() && nowApplied.revision() < before.revision()));
        highestApplied = nowApplied;
        return secondContent || back;
    }
}
