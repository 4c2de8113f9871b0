package io.failstatic.agent.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The upstream services by id. <em>Immutable.</em> */
public final class Services {

    private final Map<String, Service> byId = new HashMap<>();

    Services(List<Service> services) {
        services.forEach(service -> byId.put(service.id(), service));
    }

    /** The service of this id, or null. */
    public @Nullable Service find(String id) {
        return byId.get(id);
    }
}
