package io.failstatic.agent.test;

import io.failstatic.agent.ConfigAgent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a {@link ConfigAgent} of values given in code, for unit tests: it serves them for ever, reports {@code OK} and
 * touches neither network nor disk. It is the real agent: what it would refuse is refused here.
 *
 * <pre>{@code
 * ConfigAgent agent = new FixedConfigAgent()
 *         .flag("new-checkout-flow", true)
 *         .limit("acme", 10, Duration.ofMinutes(1))
 *         .document("checkout", "{\"retries\": 5}")
 *         .build();
 * }</pre>
 *
 * <p><em>Confined to one thread.</em>
 */
public final class FixedConfigAgent {

    private final SnapshotBuilder snapshot = SnapshotBuilder.snapshot();
    private final Set<String> tenants = new HashSet<>();
    private int count;

    /** A flag that is on or off for everybody. */
    public FixedConfigAgent flag(String name, boolean enabled) {
        snapshot.flag(nextId(), name, enabled);
        return this;
    }

    /** A flag that is on for these tenants only. */
    public FixedConfigAgent flagFor(String name, String... tenantIds) {
        snapshot.rollout(nextId(), name, 0, tenantIds);
        return this;
    }

    /** The limit of a tenant in the scope {@code api}. */
    public FixedConfigAgent limit(String tenantId, int requests, Duration window) {
        tenant(tenantId);
        snapshot.policy(nextId(), tenantId, requests, Math.toIntExact(window.toSeconds()));
        return this;
    }

    /** A tenant with these API keys. */
    public FixedConfigAgent tenant(String id, String... apiKeys) {
        if (tenants.add(id) || apiKeys.length > 0) {
            snapshot.tenant(id, apiKeys);
        }
        return this;
    }

    /** A document; the content is JSON. */
    public FixedConfigAgent document(String id, String json) {
        snapshot.document(id, json);
        return this;
    }

    /** Whatever else a snapshot may hold. */
    public FixedConfigAgent and(Consumer<SnapshotBuilder> more) {
        more.accept(snapshot);
        return this;
    }

    /**
     * Makes the agent; it may be started, and need not be.
     *
     * @throws IllegalArgumentException when an agent would refuse the values
     */
    public ConfigAgent build() {
        return ConfigAgent.fixed(snapshot.bytes());
    }

    private String nextId() {
        return "fixed-" + ++count;
    }
}
