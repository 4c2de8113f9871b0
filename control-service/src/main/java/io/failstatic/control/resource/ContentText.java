package io.failstatic.control.resource;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Content as it is stored: JSON text that keeps the order of fields and every digit. */
final class ContentText {

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ContentText() {}

    static String of(ObjectNode content) {
        return EXACT.writeValueAsString(content);
    }

    static ObjectNode parse(String text) {
        return EXACT.readValue(text, ObjectNode.class);
    }
}
