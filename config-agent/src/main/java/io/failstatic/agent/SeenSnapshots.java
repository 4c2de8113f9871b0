package io.failstatic.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The highest snapshot met, applied or refused, and the refused ones by digest: neither is downloaded or applied again.
 * <em>Confined to the poller thread.</em>
 */
final class SeenSnapshots {

    /** After this time a refusal that may have been bad luck is forgotten, once. */
    static final Duration SECOND_CHANCE = Duration.ofMinutes(10);

    private static final int MOST_REFUSALS = 32;
    private static final Set<RefusalCode> BAD_LUCK =
            Set.of(RefusalCode.TRIAL_FAILED, RefusalCode.LISTENER_FAILED, RefusalCode.PROBATION_FAILED);

    private final Map<String, Refusal> refused = new LinkedHashMap<>();
    private final Map<String, Boolean> triedTwice = new LinkedHashMap<>();
    private @Nullable SnapshotId highest;

    /** Goes on where an earlier process of the same agent version stopped. */
    static SeenSnapshots resume(AgentMemory memory, String agentVersion, @Nullable SnapshotId onDisk) {
        SeenSnapshots seen = new SeenSnapshots();
        SnapshotId remembered = memory.seen();
        boolean remembersMore = remembered != null
                && (onDisk == null || (remembered.sameLineage(onDisk) && remembered.isAbove(onDisk)));
        seen.highest = remembersMore ? remembered : onDisk;
        if (memory.agentVersion().equals(agentVersion)) {
            for (Refusal refusal : memory.refusals()) {
                seen.refused.put(refusal.digest(), refusal);
            }
        }
        return seen;
    }

    @Nullable
    SnapshotId highest() {
        return highest;
    }

    @Nullable
    Refusal refusal(String digest) {
        return refused.get(digest);
    }

    List<Refusal> refusals() {
        return new ArrayList<>(refused.values());
    }

    /** Records a snapshot that was verified to be newer or equal. */
    void met(SnapshotId id) {
        highest = id;
    }

    /** Records that a snapshot was refused for its content. */
    void refuse(Refusal refusal) {
        refused.put(refusal.digest(), refusal);
        forgetOldest(refused);
    }

    /** Forgets refusals that deserve a second try by now. */
    void giveSecondChances(Instant now) {
        refused.values()
                .removeIf(refusal -> BAD_LUCK.contains(refusal.code())
                        && Duration.between(refusal.at(), now).compareTo(SECOND_CHANCE) >= 0
                        && triedTwice.put(refusal.digest(), true) == null);
        forgetOldest(triedTwice);
    }

    /**
     * What to tell the control plane, so that it sends exactly what is worth sending: the highest snapshot when that is in
     * force or refused, else the one in force. A process that fell back to an older generation gets the newer one again.
     */
    @Nullable
    SnapshotId toReport(@Nullable SnapshotId applied) {
        if (highest == null || highest.equals(applied) || refused.containsKey(highest.digest())) {
            return highest;
        }
        return applied != null && applied.sameLineage(highest) ? applied : null;
    }

    private static void forgetOldest(Map<String, ?> byAge) {
        while (byAge.size() > MOST_REFUSALS) {
            byAge.remove(byAge.keySet().iterator().next());
        }
    }
}
