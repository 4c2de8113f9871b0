package io.failstatic.agent.config;

import java.util.List;

/** All resources of a snapshot, each valid on its own; {@link Configuration#compile} looks at them together. <em>Immutable.</em> */
public record Resources(
        List<Tenant> tenants,
        List<Service> services,
        List<RateLimitPolicy> rateLimitPolicies,
        List<RoutingRule> routingRules,
        List<FeatureFlag> featureFlags,
        List<Document> documents) {

    /** No resources at all: the built-in defaults. */
    public static final Resources NONE =
            new Resources(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Resources {
        tenants = List.copyOf(tenants);
        services = List.copyOf(services);
        rateLimitPolicies = List.copyOf(rateLimitPolicies);
        routingRules = List.copyOf(routingRules);
        featureFlags = List.copyOf(featureFlags);
        documents = List.copyOf(documents);
    }
}
