package io.failstatic.agent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bytes with their digest in one file: one line of JSON {@code {"digest": "sha-256=:...:", "signature": "..."}}, then the
 * bytes. The form of a mirror's file, of the cache directory and of a shipped snapshot.
 *
 * @param signature in the form of {@code Config-Signature}, null for none; not verified here
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would buy nothing
record SnapshotFile(String digest, @Nullable String signature, byte[] json) {

    /** The most that the line before the JSON may take. */
    static final int LONGEST_HEADER = 4096;

    private static final JsonMapper MAPPER = new JsonMapper();

    static SnapshotFile of(byte[] json) {
        return new SnapshotFile(Digest.of(json), null, json);
    }

    /** The file as one array; where it is large, better {@link #head} and then the JSON. */
    byte[] encode() {
        byte[] head = head();
        byte[] file = Arrays.copyOf(head, head.length + json.length);
        System.arraycopy(json, 0, file, head.length, json.length);
        return file;
    }

    /** The line before the JSON. */
    byte[] head() {
        return (header() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String header() {
        ObjectNode header = MAPPER.createObjectNode().put("digest", digest);
        return (signature == null ? header : header.put("signature", signature)).toString();
    }

    /** Reads a file's bytes; null when they are not what was once written. */
    static @Nullable SnapshotFile decode(byte[] file) {
        SnapshotFile announced = split(file);
        return announced != null && Digest.of(announced.json).equals(announced.digest) ? announced : null;
    }

    /** Reads a file's bytes without a look at whether they have the digest; null when there is no line before them. */
    static @Nullable SnapshotFile split(byte[] file) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            if (++end > LONGEST_HEADER) {
                return null;
            }
        }
        if (end == file.length) {
            return null;
        }
        byte[] json = Arrays.copyOfRange(file, end + 1, file.length);
        try {
            JsonNode header = MAPPER.readTree(file, 0, end);
            String digest = header.path("digest").stringValue(null);
            return digest == null
                    ? null
                    : new SnapshotFile(digest, header.path("signature").stringValue(null), json);
        } catch (JacksonException e) {
            return null;
        }
    }
}
