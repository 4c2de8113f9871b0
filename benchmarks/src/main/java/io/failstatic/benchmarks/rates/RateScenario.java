package io.failstatic.benchmarks.rates;

import io.failstatic.benchmarks.traffic.Zipf;
import java.util.stream.IntStream;

/**
 * Who is counted, and up to what limit per hour; tenants ask as {@link Zipf} has it. <em>Immutable.</em>
 *
 * @param tenants number of tenants
 * @param limit requests per hour, for every tenant
 */
public record RateScenario(int tenants, int limit) {

    /** Requests before they repeat; a power of two. */
    public static final int REQUESTS = 1 << 16;

    /** Length of the window in seconds. */
    public static final int WINDOW_SECONDS = 3600;

    private static final int NEVER_REACHED = 1_000_000_000;
    private static final long SEED = 20_261_120;

    /** A limit that no measurement reaches: every request is allowed. */
    public static RateScenario unlimited(int tenants) {
        return new RateScenario(tenants, NEVER_REACHED);
    }

    /** The ids of all tenants. */
    public String[] tenantIds() {
        return IntStream.range(0, tenants).mapToObj("tenant-%06d"::formatted).toArray(String[]::new);
    }

    /** The tenants that ask, in order. */
    public int[] askingTenants() {
        return Zipf.draws(REQUESTS, tenants, SEED);
    }
}
