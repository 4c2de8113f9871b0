package io.failstatic.agent.config;

/** A kind of resource, and the name under which a snapshot lists it. */
public enum Kind {
    TENANTS("tenants"),
    SERVICES("services"),
    RATE_LIMIT_POLICIES("rate-limit-policies"),
    ROUTING_RULES("routing-rules"),
    FEATURE_FLAGS("feature-flags"),
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
