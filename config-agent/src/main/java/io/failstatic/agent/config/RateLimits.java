package io.failstatic.agent.config;

import java.util.Arrays;
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

    private static final RateLimitPolicy[] NONE = {};

    // A tenant has a policy or two: looking at each is less work than another map, and touches less memory.
    private final Map<String, RateLimitPolicy[]> byTenant;

    RateLimits(List<RateLimitPolicy> policies, Tenants tenants) {
        this.byTenant = new HashMap<>(policies.size() * 4 / 3 + 1);
        for (int i = 0; i < policies.size(); i++) {
            RateLimitPolicy policy = policies.get(i);
            Tenant tenant = tenants.find(policy.tenantId());
            if (tenant == null) {
                throw new InvalidContentException(
                        "/rate-limit-policies/" + i + "/tenantId", "tenantId: no such tenant");
            }
            RateLimitPolicy[] others = byTenant.getOrDefault(tenant.id(), NONE);
            if (find(others, policy.scope()) != null) {
                throw new InvalidContentException(
                        "/rate-limit-policies/" + i + "/scope", "scope: the tenant has a policy for it already");
            }
            RateLimitPolicy[] all = Arrays.copyOf(others, others.length + 1);
            all[others.length] = policy;
            // The id as the tenant has it: whoever asks with that very object is found without comparing characters.
            byTenant.put(tenant.id(), all);
        }
    }

    /** The policy of this tenant in this scope; null means the defaults. */
    public @Nullable RateLimitPolicy find(String tenantId, String scope) {
        RateLimitPolicy[] policies = byTenant.get(tenantId);
        return policies == null ? null : find(policies, scope);
    }

    private static @Nullable RateLimitPolicy find(RateLimitPolicy[] policies, String scope) {
        for (RateLimitPolicy policy : policies) {
            if (policy.scope().equals(scope)) {
                return policy;
            }
        }
        return null;
    }
}
