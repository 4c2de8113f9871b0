package io.failstatic.benchmarks.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A snapshot as plain records: what a quick client would bind it to. */
public record SnapshotRecord(
        int format,
        String lineage,
        long epoch,
        long revision,
        String audience,
        String publishedAt,
        List<String> requires,
        Map<String, Long> removals,
        Resources resources) {

    public record Resources(
            List<Tenant> tenants,
            List<Service> services,
            @JsonProperty("rate-limit-policies") List<Policy> rateLimitPolicies,
            @JsonProperty("routing-rules") List<Rule> routingRules,
            @JsonProperty("feature-flags") List<Flag> featureFlags,
            List<Document> documents) {}

    public record Tenant(String id, long version, String name, List<Key> apiKeys) {}

    public record Key(String keyId, String sha256) {}

    public record Service(String id, long version, List<String> endpoints, int timeoutMs, int retryCount) {}

    public record Policy(String id, long version, String tenantId, int limit, int window, String scope) {}

    public record Rule(
            String id,
            long version,
            String path,
            String targetService,
            List<Condition> conditions,
            int priority,
            String scope) {}

    public record Condition(String header, String equals) {}

    public record Flag(
            String id,
            long version,
            String name,
            boolean enabled,
            @Nullable Rollout rollout) {}

    public record Rollout(int percentage, List<String> tenantIds) {}

    public record Document(String id, long version, JsonNode content) {}
}
