package io.failstatic.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a process knows of earlier trials of snapshots, and leaves to the next one. <em>Immutable.</em>
 *
 * @param lastGood the snapshot that was last served through its probation, null when none was
 * @param running the candidate that the process is trying; still there after a restart when that process has died
 * @param deaths deaths of processes while they tried a candidate, by its digest
 */
record TrialRecord(@Nullable SnapshotId lastGood, @Nullable SnapshotId running, Map<String, Integer> deaths) {

    static final TrialRecord EMPTY = new TrialRecord(null, null, Map.of());

    /** Deaths of which the last one ends a candidate's trial. */
    static final int MOST_DEATHS = 2;

    private static final int MOST_CANDIDATES = 16;
    private static final JsonMapper MAPPER = new JsonMapper();

    TrialRecord {
        deaths = Collections.unmodifiableMap(new LinkedHashMap<>(deaths));
    }

    /** The candidate that has cost its last death, null when there is none. */
    @Nullable
    SnapshotId deadly() {
        return running != null && deathsOf(running) + 1 >= MOST_DEATHS ? running : null;
    }

    /** Counts the death of the process before, if it died. */
    TrialRecord resumed() {
        if (running == null) {
            return this;
        }
        if (deadly() != null) {
            return forgotten(running);
        }
        Map<String, Integer> counted = new LinkedHashMap<>(deaths);
        counted.put(running.digest(), deathsOf(running) + 1);
        while (counted.size() > MOST_CANDIDATES) {
            counted.remove(counted.keySet().iterator().next());
        }
        return new TrialRecord(lastGood, null, counted);
    }

    /** Whether the snapshot needs no probation: it is last-known-good, or came before it. */
    boolean hasProved(SnapshotId id) {
        return lastGood != null && id.sameLineage(lastGood) && !id.isAbove(lastGood);
    }

    TrialRecord trying(SnapshotId id) {
        return hasProved(id) ? stopped() : new TrialRecord(lastGood, id, deaths);
    }

    /** The process ends on purpose, or tries nothing. */
    TrialRecord stopped() {
        return new TrialRecord(lastGood, null, deaths);
    }

    TrialRecord proved(SnapshotId id) {
        return new TrialRecord(id, null, forgotten(id).deaths);
    }

    TrialRecord forgotten(SnapshotId id) {
        Map<String, Integer> others = new LinkedHashMap<>(deaths);
        others.remove(id.digest());
        return new TrialRecord(lastGood, null, others);
    }

    byte[] encode() {
        ObjectNode root = MAPPER.createObjectNode();
        if (lastGood != null) {
            root.set("lastGood", AgentMemory.write(lastGood));
        }
        if (running != null) {
            root.set("running", AgentMemory.write(running));
        }
        ObjectNode counts = root.putObject("deaths");
        deaths.forEach(counts::put);
        return MAPPER.writeValueAsBytes(root);
    }

    /** Reads what {@link #encode} wrote; whatever else it is given, nothing is known. */
    static TrialRecord decode(byte[] json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            Map<String, Integer> deaths = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> count : root.path("deaths").properties()) {
                deaths.put(count.getKey(), count.getValue().intValue());
            }
            return new TrialRecord(
                    root.has("lastGood") ? AgentMemory.readId(root.path("lastGood")) : null,
                    root.has("running") ? AgentMemory.readId(root.path("running")) : null,
                    deaths);
        } catch (JacksonException | IllegalArgumentException e) {
            return EMPTY;
        }
    }

    private int deathsOf(SnapshotId id) {
        return deaths.getOrDefault(id.digest(), 0);
    }
}
