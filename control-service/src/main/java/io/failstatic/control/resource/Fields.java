package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object while it is read strictly: each field is asked for by name and type, what is wrong is collected, and what
 * nobody asked for is unknown. A field that is wrong reads as a placeholder; whoever builds a value from the fields must
 * first ask whether there are errors.
 */
public final class Fields {

    private final ObjectNode object;
    private final String pointer;
    private final ContentErrors errors;
    private final Set<String> known = new HashSet<>();

    Fields(ObjectNode object, String pointer, ContentErrors errors) {
        this.object = object;
        this.pointer = pointer;
        this.errors = errors;
    }

    public String text(String name, TextRule rule) {
        JsonNode value = required(name);
        return value == null ? "" : text(pointer(name), value, rule);
    }

    public @Nullable String optionalText(String name, TextRule rule) {
        JsonNode value = optional(name);
        return value == null ? null : text(pointer(name), value, rule);
    }

    String text(String name, TextRule rule, String absent) {
        String value = optionalText(name, rule);
        return value == null ? absent : value;
    }

    int integer(String name, IntRange range) {
        JsonNode value = required(name);
        return value == null ? range.from() : integer(pointer(name), value, range);
    }

    int integer(String name, IntRange range, int absent) {
        JsonNode value = optional(name);
        return value == null ? absent : integer(pointer(name), value, range);
    }

    /** A version number; null when it is absent or none. */
    @Nullable
    Long optionalVersion(String name) {
        JsonNode value = optional(name);
        return value == null ? null : version(pointer(name), value);
    }

    /** A version number; null when it is missing or none, which is an error. */
    @Nullable
    Long version(String name) {
        JsonNode value = required(name);
        return value == null ? null : version(pointer(name), value);
    }

    boolean flag(String name) {
        JsonNode value = required(name);
        return value != null && flag(pointer(name), value);
    }

    public boolean flag(String name, boolean absent) {
        JsonNode value = optional(name);
        return value == null ? absent : flag(pointer(name), value);
    }

    /** Any value but null. */
    @Nullable
    JsonNode any(String name) {
        return required(name);
    }

    /** A nested object, read by {@code reader}; null when absent or wrong. */
    @Nullable
    Fields object(String name) {
        JsonNode value = optional(name);
        return value == null ? null : object(pointer(name), value);
    }

    /** A nested object as it is; null when missing or wrong. */
    @Nullable
    ObjectNode tree(String name) {
        JsonNode value = required(name);
        Fields nested = value == null ? null : object(pointer(name), value);
        return nested == null ? null : nested.object;
    }

    /** A list of objects. */
    List<Fields> list(String name, int maxItems) {
        JsonNode value = required(name);
        List<Fields> objects = new ArrayList<>();
        if (value != null) {
            items(name, value, maxItems, (itemPointer, item) -> {
                Fields fields = object(itemPointer, item);
                if (fields != null) {
                    objects.add(fields);
                }
            });
        }
        return objects;
    }

    /** The object as it is. */
    ObjectNode tree() {
        return object;
    }

    /** Where the object is. */
    String pointer() {
        return pointer;
    }

    /** A list of texts; an item that is wrong keeps its place. */
    List<String> texts(String name, TextRule rule, int maxItems) {
        JsonNode value = required(name);
        return value == null ? List.of() : texts(name, value, rule, maxItems);
    }

    public @Nullable List<String> optionalTexts(String name, TextRule rule, int maxItems) {
        JsonNode value = optional(name);
        return value == null ? null : texts(name, value, rule, maxItems);
    }

    private List<String> texts(String name, JsonNode value, TextRule rule, int maxItems) {
        List<String> texts = new ArrayList<>();
        items(name, value, maxItems, (itemPointer, item) -> {
            if (item.isNull()) {
                errors.content(itemPointer, Code.REQUIRED, "null (expected: a string)");
                texts.add("");
            } else {
                texts.add(text(itemPointer, item, rule));
            }
        });
        return texts;
    }

    /** One object or a list of them; none when there is no such field. */
    List<Fields> objects(String name, int maxItems) {
        JsonNode value = optional(name);
        List<Fields> objects = new ArrayList<>();
        BiConsumer<String, JsonNode> add = (itemPointer, item) -> {
            Fields fields = object(itemPointer, item);
            if (fields != null) {
                objects.add(fields);
            }
        };
        if (value != null && value.isObject()) {
            add.accept(pointer(name), value);
        } else if (value != null) {
            items(name, value, maxItems, add);
        }
        return objects;
    }

    /** Whether there is such a field with a value. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Whether there is such a field, with a value or without. */
    boolean isPresent(String name) {
        return object.has(name);
    }

    /** Accepts a field of any kind and takes no notice of it. */
    void ignore(String name) {
        known.add(name);
    }

    /** Reports every field that nobody asked for. */
    void end() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                errors.shape(pointer(name), Code.UNKNOWN_FIELD, "unknown");
            }
        }
    }

    /** The same field as an error's place. */
    String pointer(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    public void invalid(String name, Code code, String message) {
        errors.content(pointer(name), code, message);
    }

    public void invalid(String name, int item, Code code, String message) {
        errors.content(pointer(name) + "/" + item, code, message);
    }

    public boolean hasErrors() {
        return !errors.none();
    }

    private @Nullable JsonNode required(String name) {
        if (!object.has(name)) {
            known.add(name);
            errors.content(pointer(name), Code.REQUIRED, "missing");
            return null;
        }
        return optional(name);
    }

    private @Nullable JsonNode optional(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        if (value != null && value.isNull()) {
            errors.content(pointer(name), Code.REQUIRED, "null (expected: a value, or no such field)");
            return null;
        }
        return value;
    }

    private String text(String at, JsonNode value, TextRule rule) {
        if (!value.isString()) {
            errors.shape(at, Code.WRONG_TYPE, "not a string");
            return "";
        }
        String text = value.stringValue();
        if (!rule.accepts().test(text)) {
            errors.content(at, Code.INVALID, "not accepted (expected: " + rule.expected() + ")");
        }
        return text;
    }

    private int integer(String at, JsonNode value, IntRange range) {
        if (!value.isIntegralNumber()) {
            errors.shape(at, Code.WRONG_TYPE, "not an integer");
            return range.from();
        }
        if (!value.canConvertToLong() || !range.contains(value.longValue())) {
            errors.content(at, Code.OUT_OF_RANGE, "out of range (expected: " + range + ")");
            return range.from();
        }
        return (int) value.longValue();
    }

    private @Nullable Long version(String at, JsonNode value) {
        if (!value.isIntegralNumber()) {
            errors.shape(at, Code.WRONG_TYPE, "not an integer");
            return null;
        }
        if (!value.canConvertToLong() || value.longValue() < 1) {
            errors.content(at, Code.OUT_OF_RANGE, "out of range (expected: an integer from 1)");
            return null;
        }
        return value.longValue();
    }

    private boolean flag(String at, JsonNode value) {
        if (!value.isBoolean()) {
            errors.shape(at, Code.WRONG_TYPE, "not true or false");
        }
        return value.isBoolean() && value.booleanValue();
    }

    private @Nullable Fields object(String at, JsonNode value) {
        if (value.isNull()) {
            errors.content(at, Code.REQUIRED, "null (expected: an object)");
            return null;
        }
        if (!(value instanceof ObjectNode nested)) {
            errors.shape(at, Code.WRONG_TYPE, "not an object");
            return null;
        }
        return new Fields(nested, at, errors);
    }

    private void items(String name, JsonNode value, int maxItems, BiConsumer<String, JsonNode> each) {
        if (!value.isArray()) {
            errors.shape(pointer(name), Code.WRONG_TYPE, "not a list");
            return;
        }
        if (value.size() > maxItems) {
            invalid(name, Code.LIMIT_EXCEEDED, value.size() + " items (expected: at most " + maxItems + ")");
        }
        for (int i = 0; i < value.size(); i++) {
            each.accept(pointer(name) + "/" + i, value.get(i));
        }
    }
}
