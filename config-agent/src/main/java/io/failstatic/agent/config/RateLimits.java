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

    private final Map<String, Map<String, RateLimitPolicy>> byTenant = new HashMap<>();

    RateLimits(List<RateLimitPolicy> policies, Tenants tenants) {
        for (int i = 0; i < policies.size(); i++) {
            RateLimitPolicy policy = policies.get(i);
            if (tenants.find(policy.tenantId()) == null) {
                throw new InvalidContentException(
                        "/rate-limit-policies/" + i + "/tenantId", "tenantId: no such tenant");
            }
            Map<String, RateLimitPolicy> byScope = byTenant.computeIfAbsent(policy.tenantId(), id -> new HashMap<>(2));
            if (byScope.put(policy.scope(), policy) != null) {
                throw new InvalidContentException(
                        "/rate-limit-policies/" + i + "/scope", "scope: the tenant has a policy for it already");
            }
        }
    }

    /** The policy of this tenant in this scope; null means the defaults. */
    public @Nullable RateLimitPolicy find(String tenantId, String scope) {
        Map<String, RateLimitPolicy> byScope = byTenant.get(tenantId);
        return byScope == null ? null : byScope.get(scope);
    }
}
