package io.failstatic.edge.gateway;

import io.failstatic.agent.config.FlagSet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code X-Feature-Flags}, made once for each tenant and snapshot. <em>Thread-safe.</em>
 */
final class FlagNames {

    private static final int MAX_BYTES = 4096;
    private static final int MAX_TENANTS = 100_000;

    /** Stands for a value that takes too much room. */
    private static final String TOO_LONG = "\n";

    private volatile Made made = new Made(null, new ConcurrentHashMap<>());

    /** The names of the flags that are on, sorted, comma-separated; null when they take more than 4 KB. */
    @Nullable
    String of(FlagSet flags, @Nullable String tenantId) {
        Made current = made;
        if (current.flags != flags) {
            current = new Made(flags, new ConcurrentHashMap<>());
            made = current;
        }
        String key = tenantId == null ? "" : tenantId;
        String value = current.byTenant.get(key);
        if (value == null) {
            value = String.join(",", flags.enabledFor(tenantId));
            if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES || !isFieldValue(value)) {
                value = TOO_LONG;
            }
            if (current.byTenant.size() < MAX_TENANTS) {
                current.byTenant.put(key, value);
            }
        }
        return value.equals(TOO_LONG) ? null : value;
    }

    private static boolean isFieldValue(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    private record Made(@Nullable FlagSet flags, Map<String, String> byTenant) {}
}
