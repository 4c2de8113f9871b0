package io.failstatic.agent.config;

import java.net.URI;
import java.util.List;

/**
 * An upstream that routing rules name as their target. <em>Immutable.</em>
 *
 * <p>Which addresses may be called at all is decided by whoever connects, not here: a name resolves when it is used.
 *
 * @param endpoints at least one http or https URL
 * @param timeoutMs time for one try up to the response headers, in milliseconds, 1 to 60000
 * @param retryCount further tries of idempotent requests, 0 to 5
 */
public record Service(String id, long version, List<URI> endpoints, int timeoutMs, int retryCount) {

    /** The timeout of a service that names none, in milliseconds. */
    public static final int DEFAULT_TIMEOUT_MS = 5000;
    /** The retries of a service that names none. */
    public static final int DEFAULT_RETRY_COUNT = 0;

    /** @throws InvalidContentException when a value breaks the contract */
    public Service {
        Checks.id("id", id);
        Checks.version(version);
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw Checks.invalid("endpoints", "empty (expected: at least one URL)");
        }
        for (int i = 0; i < endpoints.size(); i++) {
            if (!isHttp(endpoints.get(i))) {
                throw Checks.invalid("endpoints/" + i, "(expected: an http or https URL with a host)");
            }
        }
        Checks.range("timeoutMs", timeoutMs, 1, 60_000);
        Checks.range("retryCount", retryCount, 0, 5);
    }

    private static boolean isHttp(URI uri) {
        String scheme = uri.getScheme();
        boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        return http && uri.getHost() != null;
    }
}
