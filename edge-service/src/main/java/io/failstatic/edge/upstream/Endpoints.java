package io.failstatic.edge.upstream;

import io.failstatic.agent.config.Service;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which endpoint of a service is next: in turn, ejected ones passed over while another one is left. <em>Thread-safe.</em> */
final class Endpoints {

    // Services come from snapshots. More of them than any snapshot holds means that many have gone: start anew.
    private static final int MAX_SERVICES = 50_000;

    private final Map<String, Rotation> rotations = new ConcurrentHashMap<>();

    /** The endpoint for one try, or null when the service has none that can be called. */
    @Nullable
    Endpoint next(Service service, long nowNanos) {
        Rotation rotation = rotations.get(service.id());
        if (rotation == null || !rotation.service.equals(service)) {
            rotation = renew(service, rotation);
        }
        List<Endpoint> endpoints = rotation.endpoints;
        int size = endpoints.size();
        if (size == 0) {
            return null;
        }
        int turn = size == 1 ? 0 : Math.floorMod(rotation.turn.getAndIncrement(), size);
        for (int i = 0; i < size; i++) {
            Endpoint endpoint = endpoints.get((turn + i) % size);
            if (!endpoint.isEjected(nowNanos)) {
                return endpoint;
            }
        }
        return endpoints.get(turn);
    }

    private Rotation renew(Service service, @Nullable Rotation previous) {
        if (rotations.size() >= MAX_SERVICES) {
            rotations.clear();
        }
        // Unchanged endpoints keep their turn and what is known of them.
        Rotation renewed = previous != null && previous.service.endpoints().equals(service.endpoints())
                ? new Rotation(service, previous.endpoints, previous.turn)
                : new Rotation(service, endpoints(service), new AtomicInteger());
        rotations.put(service.id(), renewed);
        return renewed;
    }

    private static List<Endpoint> endpoints(Service service) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (URI uri : service.endpoints()) {
            Endpoint endpoint = Endpoint.of(uri);
            if (endpoint != null) {
                endpoints.add(endpoint);
            }
        }
        return List.copyOf(endpoints);
    }

    private record Rotation(Service service, List<Endpoint> endpoints, AtomicInteger turn) {}
}
