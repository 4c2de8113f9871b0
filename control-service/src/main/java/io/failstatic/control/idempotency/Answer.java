package io.failstatic.control.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a mutation was answered. The array is never written to.
 *
 * @param headers those that belong to the answer, not to the exchange
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, List<String>> headers, byte[] body) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SECRET = "apiKey";

    Answer {
        headers = Map.copyOf(headers);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The same without what is shown only once, so that nothing that is kept holds it. */
    Answer withoutSecret() {
        if (!new String(body, StandardCharsets.UTF_8).contains("\"" + SECRET + "\"")) {
            return this;
        }
        try {
            JsonNode content = JSON.readTree(body);
            if (content instanceof ObjectNode object && object.remove(SECRET) != null) {
                return new Answer(status, headers, JSON.writeValueAsBytes(object));
            }
        } catch (JacksonException e) {
            // Not JSON: then the words are no field of it.
        }
        return this;
    }

    /** A number in one of the headers; null when there is none. */
    @Nullable
    Long number(String header) {
        List<String> values = headers.getOrDefault(header, List.of());
        return values.isEmpty() ? null : Long.valueOf(values.get(0));
    }
}
