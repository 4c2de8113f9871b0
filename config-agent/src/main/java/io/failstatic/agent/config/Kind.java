package io.failstatic.agent.config;

/** A kind of resource, and the name under which a snapshot lists it. */
public enum Kind {
    /** See {@link Tenant}. */
    TENANTS("tenants"),
    /** See {@link Service}. */
    SERVICES("services"),
    /** See {@link RateLimitPolicy}. */
    RATE_LIMIT_POLICIES("rate-limit-policies"),
    /** See {@link RoutingRule}. */
    ROUTING_RULES("routing-rules"),
    /** See {@link FeatureFlag}. */
    FEATURE_FLAGS("feature-flags"),
    /** See {@link Document}. */
    DOCUMENTS("documents");

    private final String wireName;

    Kind(String wireName) {
        this.wireName = wireName;
    }

    /** The member of {@code resources} that holds this kind, for example {@code feature-flags}. */
    public String wireName() {
        return wireName;
    }
}
