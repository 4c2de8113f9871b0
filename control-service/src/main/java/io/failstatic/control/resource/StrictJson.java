package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads bytes into a tree that says exactly what the bytes say, and reports every field that occurs twice. */
final class StrictJson {

    private static final int MAX_DEPTH = 100;
    private static final BigDecimal BEYOND_ALL = BigDecimal.valueOf(1, -1_000_000);

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .build();
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;

    /**
     * Reads one JSON value.
     *
     * @param duplicates told of every second field of one name; the tree keeps the first
     * @throws MalformedContentException when the bytes are no JSON
     */
    JsonNode read(byte[] bytes, Consumer<ContentError> duplicates) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw notJson("nothing there");
            }
            JsonNode root = value(parser, duplicates);
            if (parser.nextToken() != null) {
                throw notJson("something follows the first value");
            }
            return root;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw notJson(at == null ? "unreadable" : "line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
    }

    /**
     * Reads one JSON object.
     *
     * @param errors told of every second field of one name; the tree keeps the first
     * @throws MalformedContentException when the bytes are no JSON, or something else than an object
     */
    ObjectNode readObject(byte[] bytes, ContentErrors errors) {
        JsonNode root = read(bytes, errors::shape);
        if (!(root instanceof ObjectNode object)) {
            errors.shape("", Code.WRONG_TYPE, "not an object");
            throw new MalformedContentException(errors.shape());
        }
        return object;
    }

    private JsonNode value(JsonParser parser, Consumer<ContentError> duplicates) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, duplicates);
            case START_ARRAY -> array(parser, duplicates);
            case VALUE_STRING -> nodes.stringNode(wellFormed(parser.getString()));
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> nodes.numberNode(parser.getIntValue());
                    case LONG -> nodes.numberNode(parser.getLongValue());
                    default -> nodes.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(decimal(parser));
            default -> nodes.nullNode();
        };
    }

    /** A number whose exponent nothing can hold is JSON all the same: it reads as one that no field accepts. */
    private static BigDecimal decimal(JsonParser parser) {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            return BEYOND_ALL;
        }
    }

    private ObjectNode object(JsonParser parser, Consumer<ContentError> duplicates) {
        ObjectNode object = nodes.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = wellFormed(parser.currentName());
            JsonPointer pointer = parser.streamReadContext().pathAsPointer();
            parser.nextToken();
            JsonNode value = value(parser, duplicates);
            if (object.has(name)) {
                duplicates.accept(new ContentError(pointer.toString(), Code.DUPLICATE_FIELD, "occurs twice"));
            } else {
                object.set(name, value);
            }
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, Consumer<ContentError> duplicates) {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, duplicates));
        }
        return array;
    }

    /** Half of a surrogate pair has no UTF-8: whatever renders it later would fail or change it. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw notJson("half of a surrogate pair");
            }
        }
        return text;
    }

    private static MalformedContentException notJson(String where) {
        return new MalformedContentException(
                List.of(new ContentError("", Code.NOT_JSON, where + " (expected: one JSON value)")));
    }
}
