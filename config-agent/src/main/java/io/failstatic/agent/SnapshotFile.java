package io.failstatic.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bytes with their digest in one file: one line of JSON {@code {"digest": "sha-256=:...:"}}, then the bytes. The form of
 * a mirror's file, of the cache directory and of a shipped snapshot.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would buy nothing
record SnapshotFile(String digest, byte[] json) {

    /** The most that the line before the JSON may take. */
    static final int LONGEST_HEADER = 4096;

    private static final JsonMapper MAPPER = new JsonMapper();

    static SnapshotFile of(byte[] json) {
        return new SnapshotFile(Digest.of(json), json);
    }

    byte[] encode() {
        byte[] header = ("{\"digest\": \"" + digest + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream file = new ByteArrayOutputStream(header.length + json.length);
        file.writeBytes(header);
        file.writeBytes(json);
        return file.toByteArray();
    }

    /** Reads a file's bytes; null when they are not what was once written. */
    static @Nullable SnapshotFile decode(byte[] file) {
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
        String digest = Digest.of(json);
        return digest.equals(announced(Arrays.copyOf(file, end))) ? new SnapshotFile(digest, json) : null;
    }

    private static @Nullable String announced(byte[] header) {
        try {
            JsonNode node = MAPPER.readTree(header).get("digest");
            return node != null && node.isString() ? node.stringValue() : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
