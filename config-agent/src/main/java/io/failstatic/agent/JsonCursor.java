package io.failstatic.agent;

import static io.failstatic.agent.RefusalCode.LIMIT_EXCEEDED;
import static io.failstatic.agent.RefusalCode.SCHEMA_INVALID;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A strict reading position in a JSON document: every value has the type that is asked for, or the document is refused with
 * the JSON pointer of the value. <em>Confined to one decoding.</em>
 */
final class JsonCursor {

    /** Reads the value at the cursor. */
    @FunctionalInterface
    interface Reading<T> {
        T read();
    }

    private final JsonParser parser;
    private final int maxItems;
    private final List<MemberNames> names = new ArrayList<>();
    private int depth = -1;
    private int ignored;

    JsonCursor(JsonParser parser, int maxItems) {
        this.parser = parser;
        this.maxItems = maxItems;
    }

    /** Moves to the first value of the document; false where there is none. */
    boolean start() {
        return parser.nextToken() != null;
    }

    /** Whether the document has nothing after the value at the cursor. */
    boolean atEnd() {
        return parser.nextToken() == null;
    }

    /** Enters the object at the cursor; {@link #nextMember} walks it to its end. */
    void enterObject() {
        require(JsonToken.START_OBJECT, "an object");
        depth++;
        if (depth == names.size()) {
            names.add(new MemberNames());
        }
        names.get(depth).clear();
    }

    /** Moves to the value of the next member and gives its name, or leaves the object with null. */
    @Nullable
    String nextMember() {
        String name = parser.nextName();
        if (name == null) {
            depth--;
            return null;
        }
        if (!names.get(depth).add(name)) {
            throw refuse(SCHEMA_INVALID, "member occurs twice");
        }
        parser.nextToken();
        return name;
    }

    /** Passes over a member that this agent does not know. */
    void ignore() {
        ignored++;
        skip();
    }

    /** Passes over a member that this agent knows and has no use for. */
    void skip() {
        parser.skipChildren();
    }

    int ignored() {
        return ignored;
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    String text() {
        require(JsonToken.VALUE_STRING, "a string");
        return parser.getString();
    }

    boolean bool() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrongType("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    int integer() {
        long value = longInteger();
        if (value != (int) value) {
            throw refuse(SCHEMA_INVALID, value + " (expected: an integer of 32 bits)");
        }
        return (int) value;
    }

    long longInteger() {
        require(JsonToken.VALUE_NUMBER_INT, "an integer");
        JsonParser.NumberType type = parser.getNumberType();
        if (type != JsonParser.NumberType.INT && type != JsonParser.NumberType.LONG) {
            throw refuse(SCHEMA_INVALID, "too large (expected: an integer of 64 bits)");
        }
        long value = parser.getLongValue();
        if (value == 0 && parser.getStringLength() != 1) {
            throw refuse(SCHEMA_INVALID, "negative zero (expected: an integer)");
        }
        return value;
    }

    <T> List<T> list(Reading<T> item) {
        require(JsonToken.START_ARRAY, "an array");
        List<T> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (items.size() == maxItems) {
                throw refuse(LIMIT_EXCEEDED, "too many items (expected: at most " + maxItems + ")");
            }
            items.add(item.read());
        }
        return items;
    }

    /** The value of a member that must be there; the cursor stands at the end of its object. */
    <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new ContentRefusedException(SCHEMA_INVALID, pointer() + "/" + name, name + ": missing");
        }
        return value;
    }

    ContentRefusedException refuse(RefusalCode code, String problem) {
        return new ContentRefusedException(code, pointer(), problem);
    }

    ContentRefusedException wrongType(String expected) {
        JsonToken token = parser.currentToken();
        return refuse(SCHEMA_INVALID, (token == null ? "nothing" : shown(token)) + " (expected: " + expected + ")");
    }

    /** JSON pointer of the value at the cursor. */
    String pointer() {
        return parser.streamReadContext().pathAsPointer().toString();
    }

    JsonParser parser() {
        return parser;
    }

    private void require(JsonToken expected, String shown) {
        if (parser.currentToken() != expected) {
            throw wrongType(shown);
        }
    }

    private static String shown(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT -> "integer";
            case VALUE_NUMBER_FLOAT -> "fraction";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }
}
