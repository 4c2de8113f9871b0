package io.failstatic.agent;

import static io.failstatic.agent.RefusalCode.LIMIT_EXCEEDED;
import static io.failstatic.agent.RefusalCode.SCHEMA_INVALID;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads values of any shape into trees, with a limit on all of them together. <em>Confined to one decoding.</em> */
final class DocumentReader {

    private final JsonCursor cursor;
    private final JsonParser parser;
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private int left;

    DocumentReader(JsonCursor cursor, int maxNodes) {
        this.cursor = cursor;
        this.parser = cursor.parser();
        this.left = maxNodes;
    }

    /** The tree of the value at the cursor. The parser's limit on nesting bounds the recursion. */
    JsonNode read() {
        if (left-- == 0) {
            throw cursor.refuse(LIMIT_EXCEEDED, "too many values in documents");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> nodes.stringNode(parser.getString());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> fraction();
            default -> throw cursor.wrongType("a value");
        };
    }

    private ObjectNode object() {
        ObjectNode object = nodes.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (object.replace(name, read()) != null) {
                throw cursor.refuse(SCHEMA_INVALID, "member occurs twice");
            }
        }
        return object;
    }

    private ArrayNode array() {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(read());
        }
        return array;
    }

    private JsonNode integer() {
        return switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            default -> nodes.numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode fraction() {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw cursor.refuse(SCHEMA_INVALID, "number out of range (expected: finite as a double)");
        }
        return nodes.numberNode(value);
    }
}
