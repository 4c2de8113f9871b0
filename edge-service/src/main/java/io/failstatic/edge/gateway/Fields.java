package io.failstatic.edge.gateway;

import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.edge.tenant.RequestFields;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields of one request, as callers are identified by them. */
record Fields(MultiMap fields) implements RequestFields {

    @Override
    public @Nullable String first(String name) {
        return fields.get(name);
    }

    @Override
    public List<String> all(String name) {
        return fields.getAll(name);
    }

    /** The fields as conditions see them: the authenticated tenant, and nothing that only the edge says. */
    RequestHeaders asSeenBy(@Nullable String tenantId) {
        return name -> {
            if (name.equalsIgnoreCase("X-Tenant-Id")) {
                return tenantId;
            }
            return FieldRules.isSeenByConditions(name) ? fields.get(name) : null;
        };
    }
}
