package io.failstatic.benchmarks.flags;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The least that an evaluation can do: a volatile read, {@code HashMap.get}, a set, murmur3 of the tenant seeded with the
 * flag. It hashes characters, four at a time, so tenants are dealt into other quarters than by the contract.
 */
public final class LimitFlags implements FlagContestant {

    private record Flag(boolean enabled, Set<String> tenants, int seed, int share) {}

    private final String[] names;
    private final String[] tenants = FlagScenario.tenantIds();
    private volatile Map<String, Flag> flags;

    public LimitFlags(FlagScenario scenario) {
        this.names = scenario.flagNames();
        Map<String, Flag> byName = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            byName.put(
                    names[i],
                    new Flag(true, FlagScenario.listed(i), names[i].hashCode(), FlagScenario.PERCENTAGE * 100));
        }
        this.flags = byName;
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        return isEnabled(names[flag], tenants[tenant]);
    }

    /** Whether this flag is on for this tenant. */
    public boolean isEnabled(String name, String tenant) {
        Flag flag = flags.get(name);
        if (flag == null || !flag.enabled) {
            return false;
        }
        return flag.tenants.contains(tenant)
                || Integer.remainderUnsigned(murmur3(tenant, flag.seed), 10_000) < flag.share;
    }

    private static int murmur3(String text, int seed) {
        int h = seed;
        int length = text.length();
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            int k = text.charAt(i)
                    | (text.charAt(i + 1) << 8)
                    | (text.charAt(i + 2) << 16)
                    | (text.charAt(i + 3) << 24);
            h = Integer.rotateLeft(h ^ scramble(k), 13) * 5 + 0xe6546b64;
        }
        int rest = 0;
        for (int shift = 0; i < length; i++, shift += 8) {
            rest |= text.charAt(i) << shift;
        }
        h ^= scramble(rest) ^ length;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    private static int scramble(int k) {
        return Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
