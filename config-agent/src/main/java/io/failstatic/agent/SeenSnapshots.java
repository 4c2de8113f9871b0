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
 * <em>Thread-safe.</em>
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
    private @Nullable String adopting;

    /** Goes on where an earlier process stopped; another version of the agent may read what that one refused. */
    static SeenSnapshots resume(AgentMemory memory, String agentVersion) {
        SeenSnapshots seen = new SeenSnapshots();
        seen.highest = memory.seen();
        if (memory.agentVersion().equals(agentVersion)) {
            for (Refusal refusal : memory.refusals()) {
                seen.refused.put(refusal.digest(), refusal);
            }
            for (String digest : memory.triedTwice()) {
                seen.triedTwice.put(digest, true);
            }
        }
        return seen;
    }

    /** What the next process should know. */
    synchronized AgentMemory remember(@Nullable Instant lastContact) {
        return new AgentMemory(
                highest,
                lastContact,
                AgentVersion.CURRENT,
                new ArrayList<>(refused.values()),
                new ArrayList<>(triedTwice.keySet()));
    }

    /** Records what the disk holds: it binds to a lineage, and what is remembered counts when it is more. */
    synchronized void found(SnapshotId onDisk) {
        if (highest == null || !highest.sameLineage(onDisk) || !highest.isAbove(onDisk)) {
            highest = onDisk;
        }
    }

    /** Refuses a snapshot that was applied by a process which did not live to remember it. */
    synchronized void abandon(SnapshotId id, Refusal refusal) {
        if (highest == null || (id.sameLineage(highest) && id.isAbove(highest))) {
            highest = id;
        }
        refuse(refusal);
    }

    @Nullable
    synchronized SnapshotId highest() {
        return highest;
    }

    @Nullable
    synchronized Refusal refusal(String digest) {
        return refused.get(digest);
    }

    /** How a snapshot relates to the highest one met; an adopted lineage is newer whatever its numbers say. */
    synchronized SnapshotOrder order(SnapshotId id) {
        return id.lineage().equals(adopting) ? SnapshotOrder.NEWER : SnapshotOrder.of(highest, id);
    }

    /** Records a snapshot that was verified to be newer or equal. The word to adopt its lineage has been kept then. */
    synchronized void met(SnapshotId id) {
        highest = id;
        if (id.lineage().equals(adopting)) {
            adopting = null;
        }
    }

    /** Lets one snapshot of the lineage in, whatever was seen before; of none when null. */
    synchronized void adopt(@Nullable String lineage) {
        adopting = lineage;
    }

    /** The lineage of which the next snapshot is let in, null when there is none. */
    @Nullable
    synchronized String adopting() {
        return adopting;
    }

    /** Refusals that are remembered, oldest first. */
    synchronized List<Refusal> refusals() {
        return List.copyOf(refused.values());
    }

    /**
     * Forgets that a snapshot was refused, or that any was when the digest is null: it gets another chance.
     *
     * @return how many were forgotten
     */
    synchronized int forget(@Nullable String digest) {
        int before = refused.size();
        if (digest == null) {
            refused.clear();
            triedTwice.clear();
        } else {
            refused.remove(digest);
            triedTwice.remove(digest);
        }
        return before - refused.size();
    }

    /** Records that a snapshot was refused for its content. */
    synchronized void refuse(Refusal refusal) {
        refused.put(refusal.digest(), refusal);
        forgetOldest(refused);
    }

    /** Forgets refusals that deserve a second try by now; one from the future is of a process whose clock was wrong. */
    synchronized void giveSecondChances(Instant now) {
        refused.values()
                .removeIf(refusal -> BAD_LUCK.contains(refusal.code())
                        && Duration.between(refusal.at(), now).abs().compareTo(SECOND_CHANCE) >= 0
                        && triedTwice.put(refusal.digest(), true) == null);
        forgetOldest(triedTwice);
    }

    /**
     * What to tell the control plane, so that it sends exactly what is worth sending: the highest snapshot when that is in
     * force, refused or held back, else the one in force. A process that fell back to an older generation gets the newer
     * one again; what an operator wants adopted comes whatever was seen.
     *
     * @param held whether an operator holds the agent where it is
     */
    @Nullable
    synchronized SnapshotId toReport(@Nullable SnapshotId applied, boolean held) {
        if (adopting != null) {
            return null;
        }
        if (highest == null || held || highest.equals(applied) || refused.containsKey(highest.digest())) {
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
