package io.failstatic.agent.config;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Everything a request is decided by, compiled once per snapshot. <em>Immutable, thread-safe, free of locks.</em> */
public final class Configuration {

    /** What holds before any snapshot is known: no tenants, no routes, no flags, the default limit. */
    public static final Configuration DEFAULTS = compile(Resources.NONE);

    private final Map<String, Set<String>> idsByKind;
    private final Tenants tenants;
    private final Services services;
    private final RateLimits rateLimits;
    private final RouteTable routes;
    private final FlagSet flags;
    private final Documents documents;

    private Configuration(Resources resources) {
        this.idsByKind = idsByKind(resources);
        this.tenants = new Tenants(resources.tenants());
        this.services = new Services(resources.services());
        this.rateLimits = new RateLimits(resources.rateLimitPolicies(), tenants);
        this.routes = RouteTable.compile(resources.routingRules(), services);
        this.flags = new FlagSet(resources.featureFlags());
        this.documents = new Documents(resources.documents());
    }

    /**
     * Compiles resources that belong together.
     *
     * @throws InvalidContentException when an id, a flag name, an API key or a tenant's scope occurs twice, or a
     *     reference leads nowhere; its pointer starts at {@code resources}
     */
    public static Configuration compile(Resources resources) {
        return new Configuration(resources);
    }

    /** Who makes requests, by id and by API key. */
    public Tenants tenants() {
        return tenants;
    }

    /** Where requests may be sent, by id. */
    public Services services() {
        return services;
    }

    /** How many requests a tenant has, by scope. */
    public RateLimits rateLimits() {
        return rateLimits;
    }

    /** Which service a request goes to. */
    public RouteTable routes() {
        return routes;
    }

    /** Which features are on, for whom. */
    public FlagSet flags() {
        return flags;
    }

    /** Settings of the host, as JSON. */
    public Documents documents() {
        return documents;
    }

    /** The ids of every kind, by {@link Kind#wireName()}. */
    public Map<String, Set<String>> idsByKind() {
        return idsByKind;
    }

    private static Map<String, Set<String>> idsByKind(Resources resources) {
        Map<String, Set<String>> ids = new LinkedHashMap<>();
        ids.put(Kind.TENANTS.wireName(), ids(Kind.TENANTS, resources.tenants(), Tenant::id));
        ids.put(Kind.SERVICES.wireName(), ids(Kind.SERVICES, resources.services(), Service::id));
        ids.put(
                Kind.RATE_LIMIT_POLICIES.wireName(),
                ids(Kind.RATE_LIMIT_POLICIES, resources.rateLimitPolicies(), RateLimitPolicy::id));
        ids.put(Kind.ROUTING_RULES.wireName(), ids(Kind.ROUTING_RULES, resources.routingRules(), RoutingRule::id));
        ids.put(Kind.FEATURE_FLAGS.wireName(), ids(Kind.FEATURE_FLAGS, resources.featureFlags(), FeatureFlag::id));
        ids.put(Kind.DOCUMENTS.wireName(), ids(Kind.DOCUMENTS, resources.documents(), Document::id));
        return Collections.unmodifiableMap(ids);
    }

    private static <R> Set<String> ids(Kind kind, List<R> resources, Function<R, String> id) {
        Set<String> ids = new HashSet<>(resources.size() * 4 / 3 + 1);
        for (int i = 0; i < resources.size(); i++) {
            if (!ids.add(id.apply(resources.get(i)))) {
                throw new InvalidContentException("/" + kind.wireName() + "/" + i + "/id", "id: occurs twice");
            }
        }
        return Collections.unmodifiableSet(ids);
    }
}
