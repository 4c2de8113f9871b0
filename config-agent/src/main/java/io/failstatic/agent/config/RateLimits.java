package io.failstatic.agent.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rate-limit policies by tenant and scope. <em>Immutable.</em> */
public final class RateLimits {

    /** Requests per window where no policy says otherwise. */
    public static final int DEFAULT_LIMIT = 100;

    /** Length of the window in seconds where no policy says otherwise. */
    public static final int DEFAULT_WINDOW = 60;

    /** The scope of policies and rules that name none. */
    public static final String DEFAULT_SCOPE = "api";

    // Scope first: there are few, so that map stays in the caches however many tenants there are.
    private final Map<String, Map<String, RateLimitPolicy>> byScope = new HashMap<>();

    RateLimits(List<RateLimitPolicy> policies, Tenants tenants) {
        for (int i = 0; i < policies.size(); i++) {
            RateLimitPolicy policy = policies.get(i);
            Tenant tenant = tenants.find(policy.tenantId());
            if (tenant == null) {
                throw new InvalidContentException(
                        "/rate-limit-policies/" + i + "/tenantId", "tenantId: no such tenant");
            }
            Map<String, RateLimitPolicy> byTenant = byScope.computeIfAbsent(policy.scope(), scope -> new HashMap<>());
            // The id as the tenant has it: whoever asks with that very object is found without comparing characters.
            if (byTenant.put(tenant.id(), policy) != null) {
                throw new InvalidContentException(
                        "/rate-limit-policies/" + i + "/scope", "scope: the tenant has a policy for it already");
            }
        }
    }

    /** The policy of this tenant in this scope; null means the defaults. */
    public @Nullable RateLimitPolicy find(String tenantId, String scope) {
        Map<String, RateLimitPolicy> byTenant = byScope.get(scope);
        return byTenant == null ? null : byTenant.get(tenantId);
    }
}
