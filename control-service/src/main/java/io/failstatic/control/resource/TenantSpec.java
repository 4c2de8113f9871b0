package io.failstatic.control.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A customer on whose behalf requests are made. Its API keys are no part of it. */
public record TenantSpec(String name) implements Spec {

    private static final TextRule NAME = TextRule.line(256);

    public TenantSpec {
        NAME.require("name", name);
    }

    static @Nullable TenantSpec read(Fields fields) {
        String name = fields.text("name", NAME);
        return fields.hasErrors() ? null : new TenantSpec(name);
    }

    @Override
    public Kind kind() {
        return Kind.TENANT;
    }

    @Override
    public ObjectNode content() {
        return Spec.newObject().put("name", name);
    }

    @Override
    public String nameToFind() {
        return name;
    }
}
