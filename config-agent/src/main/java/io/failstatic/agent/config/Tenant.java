package io.failstatic.agent.config;

import java.util.List;

/** A customer on whose behalf requests are made. <em>Immutable.</em> */
public record Tenant(String id, long version, String name, List<ApiKey> apiKeys) {

    /** @throws InvalidContentException when a value breaks the contract */
    public Tenant {
        Checks.id("id", id);
        Checks.version(version);
        Checks.text("name", name);
        apiKeys = List.copyOf(apiKeys);
    }
}
