package io.failstatic.benchmarks.rates;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Who is counted, and up to what limit per hour; tenants ask as Zipf's law has it, exponent 1. <em>Immutable.</em>
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
        double[] cumulative = new double[tenants];
        double sum = 0;
        for (int i = 0; i < tenants; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }
        double total = sum;
        return new Random(SEED)
                .doubles(REQUESTS)
                .mapToInt(draw -> rank(cumulative, draw * total))
                .toArray();
    }

    private static int rank(double[] cumulative, double draw) {
        int found = Arrays.binarySearch(cumulative, draw);
        return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }
}
