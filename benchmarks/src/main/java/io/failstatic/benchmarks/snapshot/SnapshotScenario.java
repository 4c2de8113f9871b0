package io.failstatic.benchmarks.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A snapshot with resources of every kind: in ten of them two tenants with two keys each, one service, two policies, two
 * rules, two flags and a document. <em>Immutable.</em>
 *
 * @param resources number of resources, a multiple of ten
 */
public record SnapshotScenario(int resources) {

    public static final String LINEAGE = "5f0c9a52-7d1e-4c3b-9a64-0d5b7f1e2a31";

    private static final String TENANT = """
            {"id": "tenant-%1$05d", "version": 3, "name": "Tenant number %1$d, Incorporated", "apiKeys": [
             {"keyId": "k1", "sha256": "%1$064x"}, {"keyId": "k2", "sha256": "a%1$063x"}]}""";
    private static final String SERVICE = """
            {"id": "service-%1$05d", "version": 12, "endpoints": ["http://service-%1$d.internal:7001",
             "http://service-%1$d-b.internal:7001"], "timeoutMs": 5000, "retryCount": 2}""";
    private static final String POLICY = """
            {"id": "policy-%1$05d", "version": 5, "tenantId": "tenant-%1$05d", "limit": 1000, "window": 60,
             "scope": "api"}""";
    private static final String RULE = """
            {"id": "route-%1$05d", "version": 3, "path": "/api/v2/resource-%1$d/*", "targetService": "service-%2$05d",
             "conditions": [{"header": "X-Tenant-Tier", "equals": "enterprise"}], "priority": 100, "scope": "api"}""";
    private static final String FLAG = """
            {"id": "flag-%1$05d", "version": 2, "name": "new-checkout-flow-%1$d", "enabled": true,
             "rollout": {"percentage": 25, "tenantIds": ["tenant-00000", "tenant-%1$05d"]}}""";
    private static final String DOCUMENT =
            """
            {"id": "settings-%1$05d", "version": 1, "content": {"retries": 3, "endpoint": "https://example.com/%1$d",
             "timeouts": {"connect": 1.5, "read": 30}, "features": ["a", "b", "c"], "text": "\
            """ + "Settings of a service hold sentences for people as well. ".repeat(17) + "\"}}";

    /** The snapshot of this revision. */
    public byte[] json(long revision) {
        int tenth = resources / 10;
        return """
                {"format": 1, "lineage": "%s", "epoch": 1, "revision": %d, "audience": "stable",
                 "publishedAt": "2026-11-20T10:00:00Z", "requires": [], "removals": {"feature-flags": 112}, "resources": {
                 "tenants": [%s], "services": [%s], "rate-limit-policies": [%s],
                 "routing-rules": [%s], "feature-flags": [%s], "documents": [%s]}}""".formatted(
                        LINEAGE,
                        revision,
                        list(2 * tenth, TENANT),
                        list(tenth, SERVICE),
                        list(2 * tenth, POLICY),
                        list(2 * tenth, RULE),
                        list(2 * tenth, FLAG),
                        list(tenth, DOCUMENT))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String list(int count, String template) {
        return IntStream.range(0, count)
                .mapToObj(i -> template.formatted(i, i / 2))
                .collect(Collectors.joining(",\n"));
    }
}
