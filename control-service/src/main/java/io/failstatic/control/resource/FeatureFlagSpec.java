package io.failstatic.control.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A switch that services ask by name.
 *
 * @param name unique, and never used for another meaning: deleting the flag retires it
 * @param rollout null means everybody
 * @param description for people; instances never see it
 */
public record FeatureFlagSpec(
        String name,
        boolean enabled,
        @Nullable Rollout rollout,
        @Nullable String description) implements Spec {

    /** Names travel to upstreams in one comma-separated header. */
    private static final TextRule NAME = TextRule.ascii(200, c -> c == ',', " but no comma");

    private static final TextRule DESCRIPTION =
            new TextRule(text -> text.length() <= 4096 && text.indexOf('\0') < 0, "at most 4096 characters");

    public FeatureFlagSpec {
        NAME.require("name", name);
    }

    static @Nullable FeatureFlagSpec read(Fields fields) {
        String name = fields.text("name", NAME);
        boolean enabled = fields.flag("enabled");
        Fields nested = fields.object("rollout");
        Rollout rollout = nested == null ? null : Rollout.read(nested);
        String description = fields.optionalText("description", DESCRIPTION);
        return fields.hasErrors() ? null : new FeatureFlagSpec(name, enabled, rollout, description);
    }

    /** Whether it is on for a tenant that asks with no other targeting key. */
    public boolean isOnFor(String tenantId) {
        return enabled && (rollout == null || rollout.includes(name, tenantId));
    }

    @Override
    public Kind kind() {
        return Kind.FEATURE_FLAG;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = snapshotContent();
        if (description != null) {
            content.put("description", description);
        }
        return content;
    }

    @Override
    public ObjectNode snapshotContent() {
        ObjectNode content = Spec.newObject().put("name", name).put("enabled", enabled);
        if (rollout != null) {
            content.set("rollout", rollout.content());
        }
        return content;
    }

    @Override
    public String nameToFind() {
        return name;
    }

    @Override
    public String uniqueKey() {
        return name;
    }
}
