package io.failstatic.control.audit;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one form of an audit entry that is hashed and exported: a line of JSON with all members in a fixed order and no
 * spaces. Its hash is the SHA-256 of the line without the member {@code hash}, which is the last one.
 */
final class EntryLine {

    /** Without settings of the application, which may change. */
    private static final JsonMapper JSON = JsonMapper.shared();

    private EntryLine() {}

    /** The whole line, without a line end. */
    static String of(AuditEntry entry) {
        String unhashed = unhashed(entry);
        String hash = entry.getHash();
        return unhashed.substring(0, unhashed.length() - 1) + ",\"hash\":" + (hash == null ? "null" : '"' + hash + '"')
                + "}";
    }

    /** The hash that the entry must have: 64 hexadecimal digits. */
    static String hashOf(AuditEntry entry) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(unhashed(entry).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java)", e);
        }
    }

    private static String unhashed(AuditEntry entry) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberProperty("seq", entry.getSeq());
            json.writeStringProperty("at", entry.getAt().toString());
            json.writeStringProperty("actor", entry.getActor());
            json.writeStringProperty("action", entry.getAction());
            json.writeStringProperty("kind", entry.getKind());
            json.writeStringProperty("resourceId", entry.getResourceId());
            number(json, "fromVersion", entry.getFromVersion());
            number(json, "toVersion", entry.getToVersion());
            number(json, "revision", entry.getRevision());
            json.writeName("changes");
            json.writeRawValue(entry.getChanges());
            json.writeStringProperty("reason", entry.getReason());
            json.writeStringProperty("requestId", entry.getRequestId());
            json.writeStringProperty("sourceIp", entry.getSourceIp());
            json.writeStringProperty("outcome", entry.getOutcome().name());
            json.writeBooleanProperty("breakGlass", entry.isBreakGlass());
            json.writeStringProperty("previousHash", entry.getPreviousHash());
            json.writeEndObject();
        }
        return line.toString();
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }
}
