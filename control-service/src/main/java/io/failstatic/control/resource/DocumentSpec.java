package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Settings of a host service, of any shape. */
public record DocumentSpec(JsonNode value) implements Spec {

    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_DIGITS = 32;

    public DocumentSpec {
        String refusal = refusal(value);
        if (refusal != null) {
            throw new IllegalArgumentException("content: " + refusal);
        }
    }

    static @Nullable DocumentSpec read(Fields fields) {
        JsonNode content = fields.any("content");
        String refusal = content == null ? null : refusal(content);
        if (refusal != null) {
            fields.invalid("content", Code.LIMIT_EXCEEDED, refusal);
        }
        return content == null || fields.hasErrors() ? null : new DocumentSpec(content);
    }

    @Override
    public Kind kind() {
        return Kind.DOCUMENT;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = Spec.newObject();
        content.set("content", value);
        return content;
    }

    private static @Nullable String refusal(JsonNode content) {
        if (depth(content) > MAX_DEPTH) {
            return "too deep (expected: at most " + MAX_DEPTH + " levels)";
        }
        if (content.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "too large (expected: at most " + MAX_BYTES + " bytes)";
        }
        return hasUnusableNumber(content)
                ? "a number is out of range (expected: finite as a double, at most " + MAX_DIGITS + " digits)"
                : null;
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainer() ? deepest + 1 : 0;
    }

    /** Instances keep numbers as doubles or longs: what does not fit would be refused there, with the whole snapshot. */
    private static boolean hasUnusableNumber(JsonNode node) {
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return number.precision() > MAX_DIGITS
                    || Math.abs((long) number.scale()) > 400
                    || Double.isInfinite(number.doubleValue());
        }
        for (JsonNode child : node) {
            if (hasUnusableNumber(child)) {
                return true;
            }
        }
        return false;
    }
}
