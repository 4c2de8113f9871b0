package io.failstatic.control.resource;

import java.util.Arrays;
import java.util.Optional;

/** What a resource is one of. Declared in the order in which snapshots hold them. */
public enum Kind {
    TENANT("tenants", "tenant"),
    SERVICE("services", "service"),
    RATE_LIMIT_POLICY("rate-limit-policies", "policy"),
    ROUTING_RULE("routing-rules", "route"),
    FEATURE_FLAG("feature-flags", "flag"),
    DOCUMENT("documents", "document");

    /** All path names, as the pattern of a path variable. */
    public static final String PATHS = "tenants|services|rate-limit-policies|routing-rules|feature-flags|documents";

    private final String path;
    private final String idPrefix;

    Kind(String path, String idPrefix) {
        this.path = path;
        this.idPrefix = idPrefix;
    }

    /** The kind's name in paths, snapshots and the audit log. */
    public String path() {
        return path;
    }

    /** How ids that are made here begin. */
    String idPrefix() {
        return idPrefix;
    }

    public static Optional<Kind> find(String path) {
        return Arrays.stream(values()).filter(kind -> kind.path.equals(path)).findFirst();
    }

    /** The kind of a path name that is known to be one. */
    public static Kind get(String path) {
        return find(path)
                .orElseThrow(() -> new NotFoundException("kind: " + path + " (expected: one of " + PATHS + ")"));
    }
}
