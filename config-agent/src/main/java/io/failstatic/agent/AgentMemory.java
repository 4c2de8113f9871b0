package io.failstatic.agent;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent knows beside its snapshots, and keeps over a restart. <em>Immutable.</em>
 *
 * @param seen the highest snapshot met, applied or refused
 * @param lastContact when the control plane last gave a valid answer
 * @param agentVersion version that refused {@code refusals}; another version may be able to read what this one was not
 * @param refusals snapshots that were refused for their content, oldest first
 * @param triedTwice digests that had their second chance
 */
record AgentMemory(
        @Nullable SnapshotId seen,
        @Nullable Instant lastContact,
        String agentVersion,
        List<Refusal> refusals,
        List<String> triedTwice) {

    static final AgentMemory EMPTY = new AgentMemory(null, null, "", List.of(), List.of());

    private static final JsonMapper MAPPER = new JsonMapper();

    AgentMemory {
        refusals = List.copyOf(refusals);
        triedTwice = List.copyOf(triedTwice);
    }

    byte[] encode() {
        ObjectNode root = MAPPER.createObjectNode();
        if (seen != null) {
            root.set("seen", write(seen));
        }
        if (lastContact != null) {
            root.put("lastContact", lastContact.toString());
        }
        root.put("agentVersion", agentVersion);
        ArrayNode list = root.putArray("refusals");
        for (Refusal refusal : refusals) {
            ObjectNode node = write(refusal.lineage(), refusal.epoch(), refusal.revision(), refusal.digest());
            node.put("code", refusal.code().name()).put("detail", refusal.detail());
            node.put("at", refusal.at().toString());
            if (refusal.pointer() != null) {
                node.put("pointer", refusal.pointer());
            }
            list.add(node);
        }
        ArrayNode twice = root.putArray("triedTwice");
        triedTwice.forEach(twice::add);
        return MAPPER.writeValueAsBytes(root);
    }

    /** Reads what {@link #encode} wrote; whatever else it is given, nothing is remembered. */
    static AgentMemory decode(byte[] json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            List<Refusal> refusals = new ArrayList<>();
            for (JsonNode node : root.path("refusals")) {
                refusals.add(readRefusal(node));
            }
            List<String> triedTwice = new ArrayList<>();
            for (JsonNode digest : root.path("triedTwice")) {
                triedTwice.add(digest.stringValue());
            }
            JsonNode contact = root.get("lastContact");
            return new AgentMemory(
                    root.has("seen") ? readId(root.path("seen")) : null,
                    contact == null ? null : Instant.parse(contact.stringValue()),
                    root.path("agentVersion").stringValue(),
                    refusals,
                    triedTwice);
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            return EMPTY;
        }
    }

    static ObjectNode write(SnapshotId id) {
        return write(id.lineage(), id.epoch(), id.revision(), id.digest());
    }

    private static ObjectNode write(String lineage, long epoch, long revision, String digest) {
        return MAPPER.createObjectNode()
                .put("lineage", lineage)
                .put("epoch", epoch)
                .put("revision", revision)
                .put("digest", digest);
    }

    static SnapshotId readId(JsonNode node) {
        return new SnapshotId(
                node.path("lineage").stringValue(),
                node.path("epoch").longValue(),
                node.path("revision").longValue(),
                node.path("digest").stringValue());
    }

    private static Refusal readRefusal(JsonNode node) {
        SnapshotId id = readId(node);
        JsonNode pointer = node.get("pointer");
        return new Refusal(
                id.lineage(),
                id.epoch(),
                id.revision(),
                id.digest(),
                RefusalCode.valueOf(node.path("code").stringValue()),
                pointer == null ? null : pointer.stringValue(),
                node.path("detail").stringValue(),
                Instant.parse(node.path("at").stringValue()));
    }
}
