package io.failstatic.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads who a snapshot says it is from its bytes, without reading what is in it. */
final class SnapshotEnvelope {

    private static final JsonFactory JSON = new JsonFactory();

    private SnapshotEnvelope() {}

    /** The identity in the bytes; null when they do not give one. */
    static @Nullable SnapshotId read(byte[] bytes, String digest) {
        String lineage = null;
        long epoch = -1;
        long revision = -1;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = parser.currentName();
                JsonToken value = parser.nextToken();
                if (member.equals("lineage") && value == JsonToken.VALUE_STRING) {
                    lineage = parser.getString();
                } else if (member.equals("epoch") && value == JsonToken.VALUE_NUMBER_INT) {
                    epoch = parser.getLongValue();
                } else if (member.equals("revision") && value == JsonToken.VALUE_NUMBER_INT) {
                    revision = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
                if (lineage != null && epoch >= 0 && revision >= 0) {
                    return EnvelopeReader.isName(lineage) ? new SnapshotId(lineage, epoch, revision, digest) : null;
                }
            }
            return null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
