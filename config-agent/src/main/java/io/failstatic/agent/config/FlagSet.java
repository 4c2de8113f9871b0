package io.failstatic.agent.config;

import io.failstatic.agent.config.FlagEvaluation.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The feature flags by name. <em>Immutable.</em>
 *
 * <p>A flag is decided in this order: disabled; the tenant or the targeting key is listed; 100 %; nothing to deal into a
 * bucket, which is off; the bucket of the targeting key, else of the tenant id. An empty tenant id or key counts as none.
 * Evaluating a known flag allocates nothing and never throws.
 */
public final class FlagSet {

    private final Map<String, CompiledFlag> byName;
    private final CompiledFlag[] sorted;

    FlagSet(List<FeatureFlag> flags) {
        this.byName = new HashMap<>(flags.size() * 4 / 3 + 1);
        for (int i = 0; i < flags.size(); i++) {
            CompiledFlag flag = new CompiledFlag(flags.get(i));
            // Callers mostly ask with literals, which are interned: then a reference is compared instead of characters.
            if (byName.put(flag.name().intern(), flag) != null) {
                throw new InvalidContentException("/feature-flags/" + i + "/name", "name: occurs twice");
            }
        }
        this.sorted = byName.values().toArray(new CompiledFlag[0]);
        Arrays.sort(sorted, Comparator.comparing(CompiledFlag::name));
    }

    /** Whether the flag is on for this tenant; an unknown flag is off. */
    public boolean isEnabled(String name, @Nullable String tenantId) {
        CompiledFlag flag = byName.get(name);
        return flag != null && flag.isEnabled(tenantId);
    }

    /** What the flag is for this tenant and targeting key, and why. */
    public FlagEvaluation evaluate(String name, @Nullable String tenantId, @Nullable String key) {
        CompiledFlag flag = byName.get(name);
        return flag == null ? new FlagEvaluation(name, false, Reason.UNKNOWN, 0) : flag.evaluate(tenantId, key);
    }

    /** The names of all flags that are on for this tenant, sorted. Looks at every flag: ask once per tenant and snapshot. */
    public List<String> enabledFor(@Nullable String tenantId) {
        List<String> names = new ArrayList<>();
        for (CompiledFlag flag : sorted) {
            if (flag.isEnabled(tenantId)) {
                names.add(flag.name());
            }
        }
        return List.copyOf(names);
    }

    /** The names of all flags, sorted. */
    public List<String> names() {
        List<String> names = new ArrayList<>(sorted.length);
        for (CompiledFlag flag : sorted) {
            names.add(flag.name());
        }
        return List.copyOf(names);
    }

    /** The names of the flags that were added, removed or changed since the other set, sorted. */
    public List<String> changedSince(FlagSet before) {
        TreeSet<String> changed = new TreeSet<>();
        byName.forEach((name, flag) -> {
            CompiledFlag other = before.byName.get(name);
            if (other == null || !flag.isSameAs(other)) {
                changed.add(name);
            }
        });
        for (String name : before.byName.keySet()) {
            if (!byName.containsKey(name)) {
                changed.add(name);
            }
        }
        return List.copyOf(changed);
    }
}
