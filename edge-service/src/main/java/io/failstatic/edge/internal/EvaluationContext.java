package io.failstatic.edge.internal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whom a flag is evaluated for, as the OpenFeature Remote Evaluation Protocol tells it. <em>Immutable.</em>
 *
 * @param tenantId the member {@code tenantId} of the context, if any
 * @param targetingKey the member {@code targetingKey}; without one a share is taken by tenant, so none is ever missing
 */
record EvaluationContext(
        @Nullable String tenantId, @Nullable String targetingKey) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_BYTES = 64 * 1024;

    /** Reads a request's body; other members of the context are for other providers. */
    static EvaluationContext parse(byte @Nullable [] body) throws RefusedException {
        if (body == null || body.length == 0) {
            return new EvaluationContext(null, null);
        }
        if (body.length > MAX_BYTES) {
            throw new RefusedException("INVALID_CONTEXT", "body: " + body.length + " bytes (expected: at most 64 KB)");
        }
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new RefusedException("PARSE_ERROR", "body: not JSON");
        }
        if (!root.isObject()) {
            throw new RefusedException("PARSE_ERROR", "body: not an object (expected: {\"context\": {…}})");
        }
        JsonNode context = root.path("context");
        if (!context.isMissingNode() && !context.isNull() && !context.isObject()) {
            throw new RefusedException("INVALID_CONTEXT", "context: not an object");
        }
        return new EvaluationContext(text(context, "tenantId"), text(context, "targetingKey"));
    }

    private static @Nullable String text(JsonNode context, String name) throws RefusedException {
        JsonNode value = context.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new RefusedException("INVALID_CONTEXT", name + ": not a string");
        }
        return value.asString();
    }

    /** The body is no context; the code is OpenFeature's. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        private final String code;
        private final String detail;

        RefusedException(String code, String detail) {
            super(detail, null, false, false);
            this.code = code;
            this.detail = detail;
        }

        String code() {
            return code;
        }

        String detail() {
            return detail;
        }
    }
}
