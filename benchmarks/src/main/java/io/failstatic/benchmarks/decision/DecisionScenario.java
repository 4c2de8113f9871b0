package io.failstatic.benchmarks.decision;

import io.failstatic.benchmarks.flags.FlagScenario;
import io.failstatic.benchmarks.rates.RateScenario;
import io.failstatic.benchmarks.routes.RouteScenario;
import java.util.Arrays;

/**
 * Requests of the other scenarios put together. <em>Immutable.</em>
 *
 * @param size number of tenants, rules and flags
 */
record DecisionScenario(int size) {

    /** Requests before they repeat; a power of two. */
    static final int REQUESTS = RouteScenario.REQUESTS;

    /** Flags asked per request. */
    static final int FLAGS = 3;

    RateScenario rates() {
        return RateScenario.unlimited(size);
    }

    RouteScenario routes() {
        return new RouteScenario(size);
    }

    FlagScenario flags() {
        return new FlagScenario(size);
    }

    /** The tenant of each request. */
    String[] tenantIds() {
        String[] tenants = rates().tenantIds();
        return Arrays.stream(rates().askingTenants())
                .limit(REQUESTS)
                .mapToObj(tenant -> tenants[tenant])
                .toArray(String[]::new);
    }

    /** The names of the flags of each request, {@link #FLAGS} in a row. */
    String[] flagNames() {
        int[] asked = flags().askedFlags();
        String[] names = new String[REQUESTS * FLAGS];
        for (int i = 0; i < names.length; i++) {
            names[i] = FlagScenario.flagName(asked[i % asked.length]);
        }
        return names;
    }
}
