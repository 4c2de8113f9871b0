package io.failstatic.agent.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The bytes that the simulator serves, and what its headers say of them. <em>Immutable.</em> */
public final class PublishedSnapshot {

    private final String lineage;
    private final long epoch;
    private final long revision;
    private final byte[] json;
    private final byte[] sha256;
    private final @Nullable String signature;

    PublishedSnapshot(String lineage, long epoch, long revision, byte[] json, byte[] sha256) {
        this(lineage, epoch, revision, json, sha256, null);
    }

    private PublishedSnapshot(
            String lineage, long epoch, long revision, byte[] json, byte[] sha256, @Nullable String signature) {
        this.lineage = lineage;
        this.epoch = epoch;
        this.revision = revision;
        this.json = json;
        this.sha256 = sha256;
        this.signature = signature;
    }

    static PublishedSnapshot of(byte[] json) {
        JsonNode envelope = JsonMapper.shared().readTree(json);
        return new PublishedSnapshot(
                envelope.path("lineage").asString(""),
                envelope.path("epoch").asLong(0),
                envelope.path("revision").asLong(0),
                json,
                sha256(json));
    }

    PublishedSnapshot withSignature(@Nullable String other) {
        return new PublishedSnapshot(lineage, epoch, revision, json, sha256, other);
    }

    /** The same pair with other bytes of the same meaning. */
    PublishedSnapshot withOtherBytes() {
        byte[] other = new byte[json.length + 1];
        System.arraycopy(json, 0, other, 0, json.length);
        other[json.length] = '\n';
        return new PublishedSnapshot(lineage, epoch, revision, other, sha256(other));
    }

    PublishedSnapshot withWrongDigest() {
        byte[] wrong = sha256.clone();
        wrong[0] ^= 1;
        return new PublishedSnapshot(lineage, epoch, revision, json, wrong, signature);
    }

    /** The same pair and content in another lineage, as the other half of a split brain would serve it. */
    PublishedSnapshot withOtherLineage() {
        ObjectNode forked = (ObjectNode) JsonMapper.shared().readTree(json);
        return of(JsonMapper.shared().writeValueAsBytes(forked.put("lineage", "fork-of-" + lineage)));
    }

    /** The next revision without any resource, and without a word about their removal. */
    PublishedSnapshot withoutResources() {
        ObjectNode empty = (ObjectNode) JsonMapper.shared().readTree(json);
        empty.put("revision", revision + 1).putObject("resources");
        return of(JsonMapper.shared().writeValueAsBytes(empty));
    }

    /** The history that it belongs to. */
    public String lineage() {
        return lineage;
    }

    /** The generation of its history. */
    public long epoch() {
        return epoch;
    }

    /** Its number within the epoch. */
    public long revision() {
        return revision;
    }

    /** A copy of the bytes, before any coding. */
    public byte[] json() {
        return json.clone();
    }

    /** As in {@code Config-Digest}. */
    public String digest() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
    }

    /** As in {@code Config-Signature}; null where it is not signed. */
    public @Nullable String signature() {
        return signature;
    }

    /** As a file: what a mirror holds, and {@code config-agent.shipped-snapshot} takes. */
    public byte[] file() {
        ObjectNode header = JsonMapper.shared().createObjectNode().put("digest", digest());
        if (signature != null) {
            header.put("signature", signature);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes((header + "\n").getBytes(StandardCharsets.UTF_8));
        file.writeBytes(json);
        return file.toByteArray();
    }

    /** As in {@code ETag}, quotes included. */
    public String etag() {
        return "\"" + epoch + "." + revision + "." + HexFormat.of().formatHex(sha256, 0, 8) + "\"";
    }

    byte[] gzip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Whether an agent that has seen this (the member {@code seen} of a poll) is to be sent the snapshot. */
    boolean isNewsFor(JsonNode seen) {
        if (!seen.isObject() || !lineage.equals(seen.path("lineage").asString(""))) {
            return true;
        }
        int order = Long.compare(epoch, seen.path("epoch").asLong(0));
        if (order == 0) {
            order = Long.compare(revision, seen.path("revision").asLong(0));
        }
        return order > 0 || (order == 0 && !digest().equals(seen.path("digest").asString("")));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
