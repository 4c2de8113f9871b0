package io.failstatic.agent.test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A snapshot under construction. Naming an id again replaces the resource and raises its version; equal calls make equal
 * bytes. <em>Confined to one thread.</em>
 */
public final class SnapshotBuilder {

    /** The lineage of snapshots that name none. */
    public static final String LINEAGE = "5f0c9a52-7d1e-4c3b-9a64-0d5b7f1e2a31";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> KINDS =
            List.of("tenants", "services", "rate-limit-policies", "routing-rules", "feature-flags", "documents");

    private final Map<String, Map<String, ObjectNode>> resources = new LinkedHashMap<>();
    private final Map<String, Long> removals = new TreeMap<>();
    private final ArrayNode requires = JSON.createArrayNode();
    private final ObjectNode extra = JSON.createObjectNode();
    private String lineage = LINEAGE;
    private long epoch = 1;
    private @Nullable Long revision;
    private String audience = "stable";
    private String publishedAt = "2026-11-20T10:00:00Z";

    private SnapshotBuilder() {
        KINDS.forEach(kind -> resources.put(kind, new LinkedHashMap<>()));
    }

    /** A snapshot of {@link #LINEAGE}, epoch 1, audience {@code stable}, without resources. */
    public static SnapshotBuilder snapshot() {
        return new SnapshotBuilder();
    }

    /** The history that it belongs to; {@link #LINEAGE} unless told. */
    public SnapshotBuilder lineage(String lineage) {
        this.lineage = lineage;
        return this;
    }

    /** The generation of its history; 1 unless told. */
    public SnapshotBuilder epoch(long epoch) {
        this.epoch = epoch;
        return this;
    }

    /** Fixes the revision. Without, the simulator numbers what it publishes: 1, 2, 3 …. */
    public SnapshotBuilder revision(long revision) {
        this.revision = revision;
        return this;
    }

    /** The instances that it is for; {@code stable} unless told. */
    public SnapshotBuilder audience(String audience) {
        this.audience = audience;
        return this;
    }

    /** An ISO-8601 instant. */
    public SnapshotBuilder publishedAt(String instant) {
        this.publishedAt = instant;
        return this;
    }

    /** A feature that a reader must know to apply it. */
    public SnapshotBuilder requires(String feature) {
        requires.add(feature);
        return this;
    }

    /** The running total of accepted removals of a kind. */
    public SnapshotBuilder removals(String kind, long total) {
        removals.put(kind, total);
        return this;
    }

    /** A member of the snapshot itself that the contract does not have, or that replaces one; the value is JSON. */
    public SnapshotBuilder member(String name, String json) {
        extra.set(name, JSON.readTree(json));
        return this;
    }

    /** A tenant with one key per API key given (the whole key: its digest goes into the snapshot). */
    public SnapshotBuilder tenant(String id, String... apiKeys) {
        ObjectNode tenant = JSON.createObjectNode().put("name", id);
        ArrayNode keys = tenant.putArray("apiKeys");
        for (String apiKey : apiKeys) {
            keys.addObject().put("keyId", "k" + (keys.size() + 1)).put("sha256", sha256(apiKey));
        }
        return put("tenants", id, tenant);
    }

    /** A service with the default timeout (5 s) and no retries. */
    public SnapshotBuilder service(String id, String... endpoints) {
        return service(id, 5000, 0, endpoints);
    }

    /** A service with its timeout in milliseconds and its retries. */
    public SnapshotBuilder service(String id, int timeoutMs, int retryCount, String... endpoints) {
        ObjectNode service = JSON.createObjectNode();
        ArrayNode urls = service.putArray("endpoints");
        for (String endpoint : endpoints) {
            urls.add(endpoint);
        }
        return put("services", id, service.put("timeoutMs", timeoutMs).put("retryCount", retryCount));
    }

    /** A policy in the scope {@code api}; the window is in seconds. */
    public SnapshotBuilder policy(String id, String tenantId, int limit, int window) {
        return policy(id, tenantId, limit, window, "api");
    }

    /** A limit of requests per window, in seconds, in a scope. */
    public SnapshotBuilder policy(String id, String tenantId, int limit, int window, String scope) {
        ObjectNode policy = JSON.createObjectNode().put("tenantId", tenantId).put("limit", limit);
        return put("rate-limit-policies", id, policy.put("window", window).put("scope", scope));
    }

    /** A rule of priority 0 in the scope {@code api} without conditions. */
    public SnapshotBuilder route(String id, String path, String targetService) {
        return route(id, path, targetService, 0, Map.of());
    }

    /** A rule in the scope {@code api}; the conditions are header names and the values they must have. */
    public SnapshotBuilder route(
            String id, String path, String targetService, int priority, Map<String, String> conditions) {
        ObjectNode rule = JSON.createObjectNode().put("path", path).put("targetService", targetService);
        ArrayNode list = rule.putArray("conditions");
        new TreeMap<>(conditions)
                .forEach((header, value) ->
                        list.addObject().put("header", header).put("equals", value));
        return put("routing-rules", id, rule.put("priority", priority).put("scope", "api"));
    }

    /** A flag for everybody, with its name as its id where that is possible. */
    public SnapshotBuilder flag(String id, String name, boolean enabled) {
        return put(
                "feature-flags", id, JSON.createObjectNode().put("name", name).put("enabled", enabled));
    }

    /** An enabled flag for a share of the keys, and for the tenants listed. */
    public SnapshotBuilder rollout(String id, String name, int percentage, String... tenantIds) {
        ObjectNode flag = JSON.createObjectNode().put("name", name).put("enabled", true);
        ArrayNode tenants =
                flag.putObject("rollout").put("percentage", percentage).putArray("tenantIds");
        for (String tenantId : tenantIds) {
            tenants.add(tenantId);
        }
        return put("feature-flags", id, flag);
    }

    /** A document; the content is JSON. */
    public SnapshotBuilder document(String id, String content) {
        ObjectNode document = JSON.createObjectNode();
        document.set("content", JSON.readTree(content));
        return put("documents", id, document);
    }

    /** Any resource of any kind; the members beside id and version are JSON. */
    public SnapshotBuilder resource(String kind, String id, String json) {
        return put(kind, id, (ObjectNode) JSON.readTree(json));
    }

    /** Takes a resource out again. */
    public SnapshotBuilder without(String kind, String id) {
        resources.getOrDefault(kind, Map.of()).remove(id);
        return this;
    }

    /** The snapshot as text; revision 1 unless {@link #revision} says otherwise. */
    public String json() {
        return json(1);
    }

    /** The snapshot in UTF-8; revision 1 unless {@link #revision} says otherwise. */
    public byte[] bytes() {
        return bytes(1);
    }

    byte[] bytes(long revisionOtherwise) {
        return json(revisionOtherwise).getBytes(StandardCharsets.UTF_8);
    }

    private String json(long revisionOtherwise) {
        ObjectNode snapshot = JSON.createObjectNode().put("format", 1).put("lineage", lineage);
        snapshot.put("epoch", epoch).put("revision", revision == null ? revisionOtherwise : revision);
        snapshot.put("audience", audience).put("publishedAt", publishedAt).set("requires", requires);
        ObjectNode totals = snapshot.putObject("removals");
        removals.forEach(totals::put);
        ObjectNode kinds = snapshot.putObject("resources");
        resources.forEach((kind, byId) -> kinds.putArray(kind).addAll(byId.values()));
        snapshot.setAll(extra);
        return JSON.writeValueAsString(snapshot);
    }

    private SnapshotBuilder put(String kind, String id, ObjectNode members) {
        Map<String, ObjectNode> byId = resources.computeIfAbsent(kind, unknown -> new LinkedHashMap<>());
        ObjectNode before = byId.get(id);
        ObjectNode resource = JSON.createObjectNode()
                .put("id", id)
                .put("version", before == null ? 1 : before.path("version").asLong() + 1);
        byId.put(id, resource.setAll(members));
        return this;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
