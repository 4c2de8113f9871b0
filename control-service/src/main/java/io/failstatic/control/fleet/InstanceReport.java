package io.failstatic.control.fleet;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one instance says with one poll. Text that only people read is cut to a bound, so that a report never takes more
 * than a few kilobytes. <i>Immutable.</i>
 *
 * @param waitSeconds how long the instance is ready to wait for an answer
 * @param seen the newest snapshot it has met, applied or refused
 * @param pinned what an operator holds the instance at
 */
public record InstanceReport(
        String instanceId,
        @Nullable String agentVersion,
        @Nullable String host,
        Map<String, String> labels,
        double waitSeconds,
        @Nullable Named seen,
        @Nullable Applied applied,
        @Nullable Pair lastGood,
        @Nullable Boolean probation,
        @Nullable String origin,
        @Nullable String state,
        @Nullable BigDecimal stalenessSeconds,
        @Nullable Refused refused,
        @Nullable Health health,
        @Nullable Pinned pinned) {

    /** Labels that one instance may carry. */
    public static final int MAX_LABELS = 32;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX_TEXT = 256;

    public InstanceReport {
        if (!isId(instanceId)) {
            throw new IllegalArgumentException("instanceId (expected: " + ID + ")");
        }
        if (!(waitSeconds >= 0)) {
            throw new IllegalArgumentException("wait: " + waitSeconds + " (expected: seconds, at least 0)");
        }
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("labels: " + labels.size() + " (expected: at most " + MAX_LABELS + ")");
        }
        Map<String, String> bounded = new TreeMap<>();
        labels.forEach((name, value) -> bounded.put(cut(name), cut(value)));
        labels = Map.copyOf(bounded);
        agentVersion = cutNullable(agentVersion);
        host = cutNullable(host);
        origin = cutNullable(origin);
        state = cutNullable(state);
    }

    /** Whether a text can be the id of an instance. */
    public static boolean isId(@Nullable String text) {
        return text != null && ID.matcher(text).matches();
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static @Nullable String cutNullable(@Nullable String text) {
        return text == null ? null : cut(text);
    }

    /** A place in a history. */
    public record Pair(long epoch, long revision) {}

    /** A snapshot by its number and bytes. */
    public record Named(
            String lineage,
            long epoch,
            long revision,
            @Nullable String digest) {

        public Named {
            lineage = cut(lineage);
            digest = cutNullable(digest);
        }
    }

    /** The snapshot in force. */
    public record Applied(
            String lineage,
            long epoch,
            long revision,
            @Nullable String digest,
            @Nullable String audience,
            @Nullable Instant at,
            @Nullable String signature) {

        public Applied {
            lineage = cut(lineage);
            digest = cutNullable(digest);
            audience = cutNullable(audience);
            signature = cutNullable(signature);
        }
    }

    /** A snapshot that the instance keeps out, and why. */
    public record Refused(
            @Nullable String lineage,
            long epoch,
            long revision,
            @Nullable String digest,
            String code,
            @Nullable String pointer,
            @Nullable String detail) {

        public Refused {
            lineage = cutNullable(lineage);
            digest = cutNullable(digest);
            code = cut(code);
            pointer = cutNullable(pointer);
            detail = cutNullable(detail);
        }
    }

    /** A snapshot that an operator holds the instance at, and why. */
    public record Pinned(
            long epoch,
            long revision,
            @Nullable Instant since,
            @Nullable String reason) {

        public Pinned {
            reason = cutNullable(reason);
        }
    }

    /** What became of the user requests since the poll before. */
    public record Health(
            long requests, long errors, @Nullable BigDecimal p99Millis, long rateLimited, long noRoute) {}
}
