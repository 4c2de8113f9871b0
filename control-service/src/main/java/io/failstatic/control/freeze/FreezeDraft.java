package io.failstatic.control.freeze;

import io.failstatic.control.resource.ContentError.Code;
import io.failstatic.control.resource.Fields;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.ResourceId;
import io.failstatic.control.resource.StrictBody;
import io.failstatic.control.resource.TextRule;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The freeze that a caller asks for. Immutable. */
record FreezeDraft(
        String reason,
        @Nullable String label,
        @Nullable Duration estimatedDuration,
        boolean expires,
        List<String> operations,
        List<String> kinds,
        List<String> tenantIds) {

    private static final TextRule REASON = TextRule.line(1000);
    private static final TextRule LABEL = TextRule.line(200);
    private static final TextRule ANY = new TextRule(text -> true, "text");
    private static final TextRule OPERATION = new TextRule(
            Operations::has, "an operation such as UPDATE_FEATURE_FLAG, RESTORE, START_ROLLOUT or ISSUE_API_KEY");
    private static final TextRule KIND = new TextRule(name -> Kind.find(name).isPresent(), "one of " + Kind.PATHS);
    private static final TextRule TENANT_ID = new TextRule(ResourceId::isValid, "the id of a tenant");
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MAX_ITEMS = 100;

    /**
     * Reads a request body.
     *
     * @param headerReason stands in for a reason that the body does not hold
     * @param selective whether the operations must be named
     */
    static FreezeDraft read(byte[] body, @Nullable String headerReason, boolean selective) {
        return StrictBody.read(body, fields -> {
            Duration duration = duration(fields);
            boolean expires = fields.flag("expires", false);
            if (expires && duration == null && !fields.has("estimatedDuration")) {
                fields.invalid("estimatedDuration", Code.REQUIRED, "missing (expected: when the freeze expires)");
            }
            if (selective && !fields.has("operations")) {
                fields.invalid("operations", Code.REQUIRED, "missing");
            }
            return new FreezeDraft(
                    reason(fields, headerReason),
                    fields.optionalText("frozenBy", LABEL),
                    duration,
                    expires,
                    list(fields, "operations", OPERATION),
                    list(fields, "kinds", KIND),
                    list(fields, "tenantIds", TENANT_ID));
        });
    }

    /** Reads a body that holds nothing but a reason. */
    static String readReason(byte[] body, @Nullable String headerReason) {
        return body.length == 0 && headerReason != null
                ? headerReason
                : StrictBody.read(body, fields -> reason(fields, headerReason));
    }

    private static String reason(Fields fields, @Nullable String headerReason) {
        String reason = headerReason == null ? fields.text("reason", REASON) : fields.optionalText("reason", REASON);
        return reason == null && headerReason != null ? headerReason : String.valueOf(reason);
    }

    private static @Nullable Duration duration(Fields fields) {
        String text = fields.optionalText("estimatedDuration", ANY);
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // Told as any other value that is not accepted.
        }
        fields.invalid(
                "estimatedDuration",
                Code.INVALID,
                "not accepted (expected: an ISO-8601 duration from PT1S to P366D, such as PT30M)");
        return null;
    }

    /** An empty list would read as "everything" where the caller may mean "nothing". */
    private static List<String> list(Fields fields, String name, TextRule rule) {
        List<String> items = fields.optionalTexts(name, rule, MAX_ITEMS);
        if (items == null) {
            return List.of();
        }
        if (items.isEmpty()) {
            fields.invalid(name, Code.INVALID, "empty (expected: at least one, or no such field for all)");
        }
        return items.stream().distinct().toList();
    }

    Freeze toFreeze(String id, String caller, Instant at) {
        return new Freeze(
                id,
                reason,
                label == null ? caller : caller + " (" + label + ")",
                at,
                estimatedDuration == null ? null : at.plus(estimatedDuration),
                expires,
                operations,
                kinds,
                tenantIds,
                null,
                null);
    }
}
