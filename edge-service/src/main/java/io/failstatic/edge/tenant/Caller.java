package io.failstatic.edge.tenant;

import org.jspecify.annotations.Nullable;

/**
 * Whoever a request is decided for. <em>Immutable.</em>
 *
 * @param tenantId the tenant, or null for an anonymous client
 * @param address the client's address, as far as it is known
 * @param name what limits are counted for: the tenant's id, or the client's IPv4 address or IPv6 network
 */
public record Caller(@Nullable String tenantId, String address, String name) implements Identification {

    /** Whether no tenant is behind this request. */
    public boolean isAnonymous() {
        return tenantId == null;
    }
}
