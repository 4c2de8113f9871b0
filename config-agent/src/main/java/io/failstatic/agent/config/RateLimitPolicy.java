package io.failstatic.agent.config;

/**
 * How many requests a tenant may make in a scope. <em>Immutable.</em>
 *
 * @param limit requests per window, 1 to 10^9
 * @param window length of the window in seconds, 1 to 86400
 */
public record RateLimitPolicy(String id, long version, String tenantId, int limit, int window, String scope) {

    /** @throws InvalidContentException when a value breaks the contract */
    public RateLimitPolicy {
        Checks.id("id", id);
        Checks.version(version);
        Checks.id("tenantId", tenantId);
        Checks.range("limit", limit, 1, 1_000_000_000);
        Checks.range("window", window, 1, 86_400);
        Checks.text("scope", scope);
    }
}
