package io.failstatic.edge.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bound on requests that are on their way to services. Nobody waits for a place. A service may take as many places as are
 * free, times a factor: so one that hangs gets a share of all places, a second one the same share of what is left, and the others find
 * places (dynamic thresholds, Choudhury and Hahne 1998). <em>Thread-safe.</em>
 */
final class Admission {

    // Services come from snapshots. More of them than any snapshot holds means that many have gone: start anew.
    private static final int MAX_SERVICES = 50_000;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, AtomicInteger> services = new ConcurrentHashMap<>();
    private final int max;
    private final double factor;

    /**
     * @param max places for all services
     * @param share what one service gets of them at most, above 0 and up to 1
     */
    Admission(int max, double share) {
        this.max = max;
        this.factor = share >= 1 ? max : share / (1 - share);
    }

    /** Takes a place for a request to this service, to be left at its end; null when there is none for it. */
    @Nullable
    Place tryEnter(String serviceId) {
        int total = inFlight.incrementAndGet();
        int free = max - total + 1;
        if (free <= 0) {
            inFlight.decrementAndGet();
            return null;
        }
        Place place = new Place(counter(serviceId));
        // One request at a time is let through whatever the share.
        if (place.ofService.incrementAndGet() > Math.max(1, factor * free)) {
            place.leave();
            return null;
        }
        return place;
    }

    private AtomicInteger counter(String serviceId) {
        AtomicInteger counter = services.get(serviceId);
        if (counter != null) {
            return counter;
        }
        if (services.size() >= MAX_SERVICES) {
            services.clear();
        }
        return services.computeIfAbsent(serviceId, id -> new AtomicInteger());
    }

    int inFlight() {
        return inFlight.get();
    }

    /** One request's place; to be left once. */
    final class Place {

        private final AtomicInteger ofService;

        private Place(AtomicInteger ofService) {
            this.ofService = ofService;
        }

        void leave() {
            ofService.decrementAndGet();
            inFlight.decrementAndGet();
        }
    }
}
