package io.failstatic.agent;

import static io.failstatic.agent.RefusalCode.SCHEMA_INVALID;
import static io.failstatic.agent.RefusalCode.UNSUPPORTED_REQUIREMENT;

import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.Document;
import io.failstatic.agent.config.FeatureFlag;
import io.failstatic.agent.config.InvalidContentException;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import io.failstatic.agent.config.Tenant;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what surrounds the resources of a snapshot. <em>Confined to one decoding.</em> */
final class EnvelopeReader {

    private static final int FORMAT = 1;
    private static final int MAX_NAME_LENGTH = 128;

    private final JsonCursor cursor;
    private final ResourceReader reader;

    EnvelopeReader(JsonCursor cursor, ResourceReader reader) {
        this.cursor = cursor;
        this.reader = reader;
    }

    SnapshotContent snapshot() {
        Long format = null;
        String lineage = null;
        Long epoch = null;
        Long revision = null;
        String audience = null;
        Instant publishedAt = null;
        Map<String, Long> removals = Map.of();
        Resources resources = null;
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "format" -> format = format();
                case "lineage" -> lineage = name();
                case "epoch" -> epoch = ordinal();
                case "revision" -> revision = ordinal();
                case "audience" -> audience = name();
                case "publishedAt" -> publishedAt = instant();
                case "requires" -> requires();
                case "removals" -> removals = removals();
                case "resources" -> resources = resources();
                default -> cursor.ignore();
            }
        }
        cursor.required("format", format);
        Configuration configuration = compile(cursor.required("resources", resources));
        return new SnapshotContent(
                cursor.required("lineage", lineage),
                cursor.required("epoch", epoch),
                cursor.required("revision", revision),
                cursor.required("audience", audience),
                cursor.required("publishedAt", publishedAt),
                removals,
                configuration.idsByKind(),
                configuration,
                cursor.ignored());
    }

    /** Looks only at what a snapshot from the future says of itself. */
    void requirements() {
        cursor.enterObject();
        for (String member; (member = cursor.nextMember()) != null; ) {
            switch (member) {
                case "format" -> format();
                case "requires" -> requires();
                default -> cursor.skip();
            }
        }
    }

    private long format() {
        long format = cursor.longInteger();
        if (format > FORMAT) {
            throw cursor.refuse(UNSUPPORTED_REQUIREMENT, "format: " + format + " (expected: " + FORMAT + ")");
        }
        if (format < FORMAT) {
            throw cursor.refuse(SCHEMA_INVALID, "format: " + format + " (expected: " + FORMAT + ")");
        }
        return format;
    }

    private void requires() {
        if (!cursor.isNull()) {
            cursor.list(() -> {
                cursor.text();
                throw cursor.refuse(UNSUPPORTED_REQUIREMENT, "requires: a feature that this agent does not have");
            });
        }
    }

    /** Whether a text may be a lineage or an audience, and thus part of logs and polls. */
    static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= MAX_NAME_LENGTH
                && text.chars().noneMatch(Character::isISOControl);
    }

    private String name() {
        String name = cursor.text();
        if (!isName(name)) {
            throw cursor.refuse(SCHEMA_INVALID, "(expected: 1 to " + MAX_NAME_LENGTH + " printable characters)");
        }
        return name;
    }

    private long ordinal() {
        long value = cursor.longInteger();
        if (value < 0) {
            throw cursor.refuse(SCHEMA_INVALID, value + " (expected: at least 0)");
        }
        return value;
    }

    private Instant instant() {
        try {
            return Instant.parse(cursor.text());
        } catch (DateTimeException e) {
            throw cursor.refuse(SCHEMA_INVALID, "(expected: an ISO-8601 instant)");
        }
    }

    private Map<String, Long> removals() {
        if (cursor.isNull()) {
            return Map.of();
        }
        Map<String, Long> removals = new HashMap<>();
        cursor.enterObject();
        for (String kind; (kind = cursor.nextMember()) != null; ) {
            removals.put(kind, ordinal());
        }
        return removals;
    }

    private Resources resources() {
        List<Tenant> tenants = List.of();
        List<Service> services = List.of();
        List<RateLimitPolicy> rateLimitPolicies = List.of();
        List<RoutingRule> routingRules = List.of();
        List<FeatureFlag> featureFlags = List.of();
        List<Document> documents = List.of();
        cursor.enterObject();
        for (String kind; (kind = cursor.nextMember()) != null; ) {
            switch (kind) {
                case "tenants" -> tenants = cursor.list(reader::tenant);
                case "services" -> services = cursor.list(reader::service);
                case "rate-limit-policies" -> rateLimitPolicies = cursor.list(reader::rateLimitPolicy);
                case "routing-rules" -> routingRules = cursor.list(reader::routingRule);
                case "feature-flags" -> featureFlags = cursor.list(reader::featureFlag);
                case "documents" -> documents = cursor.list(reader::document);
                default -> cursor.ignore();
            }
        }
        return new Resources(tenants, services, rateLimitPolicies, routingRules, featureFlags, documents);
    }

    private static Configuration compile(Resources resources) {
        try {
            return Configuration.compile(resources);
        } catch (InvalidContentException e) {
            throw new ContentRefusedException(SCHEMA_INVALID, "/resources" + e.pointer(), message(e));
        }
    }

    private static String message(InvalidContentException e) {
        String message = e.getMessage();
        return message == null ? "invalid" : message;
    }
}
