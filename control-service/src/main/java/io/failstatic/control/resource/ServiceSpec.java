package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An upstream that routing rules name as their target.
 *
 * @param endpoints at least one http or https URL
 * @param timeoutMs time for one try up to the response headers, in milliseconds
 * @param retryCount further tries of idempotent requests
 */
public record ServiceSpec(List<String> endpoints, int timeoutMs, int retryCount) implements Spec {

    private static final TextRule URL = TextRule.ascii(2048, c -> false, "");
    private static final int MAX_ENDPOINTS = 100;
    private static final IntRange TIMEOUT = new IntRange(1, 60_000);
    private static final IntRange RETRIES = new IntRange(0, 5);

    public ServiceSpec {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: none (expected: at least one)");
        }
        TIMEOUT.require("timeoutMs", timeoutMs);
        RETRIES.require("retryCount", retryCount);
    }

    static @Nullable ServiceSpec read(Fields fields, TargetRules targets) {
        List<String> endpoints = fields.texts("endpoints", URL, MAX_ENDPOINTS);
        if (endpoints.isEmpty() && fields.has("endpoints")) {
            fields.invalid("endpoints", Code.REQUIRED, "empty (expected: at least one URL)");
        }
        for (int i = 0; i < endpoints.size(); i++) {
            String endpoint = endpoints.get(i);
            String refusal = URL.accepts().test(endpoint) ? targets.refusal(endpoint) : null;
            if (refusal != null) {
                fields.invalid("endpoints", i, Code.INVALID, refusal);
            }
        }
        int timeoutMs = fields.integer("timeoutMs", TIMEOUT, 5000);
        int retryCount = fields.integer("retryCount", RETRIES, 0);
        return fields.hasErrors() ? null : new ServiceSpec(endpoints, timeoutMs, retryCount);
    }

    @Override
    public Kind kind() {
        return Kind.SERVICE;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = Spec.newObject();
        ArrayNode urls = content.putArray("endpoints");
        endpoints.forEach(urls::add);
        return content.put("timeoutMs", timeoutMs).put("retryCount", retryCount);
    }
}
