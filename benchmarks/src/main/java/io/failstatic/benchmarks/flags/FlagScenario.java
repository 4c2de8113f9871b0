package io.failstatic.benchmarks.flags;

import io.failstatic.benchmarks.traffic.Zipf;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What flags there are and who asks for them: every flag is on for two listed tenants and for a sticky quarter of the
 * others. Flags are asked for, and tenants ask, as {@link Zipf} has it. <em>Immutable.</em>
 *
 * @param flags number of flags
 */
public record FlagScenario(int flags) {

    /** Share of the tenants that are not listed, in percent. */
    public static final int PERCENTAGE = 25;

    /** Questions before they repeat; a power of two. */
    public static final int QUESTIONS = 4096;

    static final int TENANTS = 1000;

    private static final int LISTED = 2;
    private static final long SEED = 20_261_120;

    /** The name of a flag; interned, as it would be where it stands in somebody's code. */
    public static String flagName(int flag) {
        return "flag-%05d".formatted(flag).intern();
    }

    /** The names of all flags. */
    public String[] flagNames() {
        return IntStream.range(0, flags).mapToObj(FlagScenario::flagName).toArray(String[]::new);
    }

    /** The ids of all tenants. */
    public static String[] tenantIds() {
        return IntStream.range(0, TENANTS).mapToObj("tenant-%05d"::formatted).toArray(String[]::new);
    }

    /** The tenants that a flag lists. */
    public static Set<String> listed(int flag) {
        return Set.of(tenantIds(flag));
    }

    /** Whether the flag lists the tenant. */
    static boolean isListed(int flag, int tenant) {
        return Math.floorMod(tenant - flag * LISTED, TENANTS) < LISTED;
    }

    private static String[] tenantIds(int flag) {
        return IntStream.range(0, LISTED)
                .mapToObj(i -> "tenant-%05d".formatted((flag * LISTED + i) % TENANTS))
                .toArray(String[]::new);
    }

    /** The flags asked for, in order. */
    public int[] askedFlags() {
        return Zipf.draws(QUESTIONS, flags, SEED);
    }

    /** The tenants that ask, in order. */
    public static int[] askingTenants() {
        return Zipf.draws(QUESTIONS, TENANTS, SEED + 1);
    }

    /** The JSON of all flags, with commas between them, for peers that load a file. */
    String json(FlagText text) {
        List<String> lines = IntStream.range(0, flags)
                .mapToObj(flag -> text.of(flagName(flag), "\"" + String.join("\", \"", tenantIds(flag)) + "\""))
                .toList();
        return String.join(",\n", lines);
    }

    /** How a peer writes a flag down. */
    @FunctionalInterface
    interface FlagText {

        /**
         * The JSON of one flag.
         *
         * @param tenants the listed tenants, quoted, with commas between them
         */
        String of(String name, String tenants);
    }
}
