package io.failstatic.agent.config;

import java.util.Set;

/**
 * For whom an enabled flag is on. <em>Immutable.</em>
 *
 * @param percentage share of keys, 0 to 100
 * @param tenantIds tenants for which it is on whatever the percentage
 * @param keys targeting keys for which it is on whatever the percentage
 */
public record Rollout(int percentage, Set<String> tenantIds, Set<String> keys) {

    /** @throws InvalidContentException when a value breaks the contract */
    public Rollout {
        Checks.range("percentage", percentage, 0, 100);
        tenantIds = Set.copyOf(tenantIds);
        keys = Set.copyOf(keys);
    }
}
