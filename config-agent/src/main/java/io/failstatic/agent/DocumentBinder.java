package io.failstatic.agent;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a type of the host of JSON content. Members that the type does not know are ignored, primitives that are missing
 * are not made up. <em>Thread-safe.</em>
 */
record DocumentBinder<T>(Class<T> type) {

    private static final JsonMapper JSON = JsonMapper.shared();

    T bind(JsonNode content) throws UnboundException {
        try {
            T bound = JSON.treeToValue(content, type);
            if (bound == null) {
                throw new UnboundException("null (expected: " + type.getName() + ")", new NullPointerException());
            }
            return bound;
        } catch (JacksonException e) {
            throw unbound(pointer(e), e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException | StackOverflowError | LinkageError e) { // the host's constructors run here
            throw unbound("", e);
        }
    }

    private UnboundException unbound(String pointer, Throwable cause) {
        return new UnboundException(
                "content" + pointer + " does not bind to " + type.getName() + " ("
                        + cause.getClass().getSimpleName() + ")",
                cause);
    }

    private static String pointer(JacksonException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            pointer.append('/').append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName());
        }
        return pointer.toString();
    }
}
