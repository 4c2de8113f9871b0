package io.failstatic.control.distribution;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.failstatic.control.fleet.InstanceReport;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** The body of a poll as it is sent. Fields that this version does not know are left to the versions that do. */
record PollBody(
        @Nullable String instanceId,
        @Nullable String agentVersion,
        @Nullable String host,
        @Nullable Map<String, @Nullable String> labels,
        @JsonProperty("wait") @Nullable BigDecimal waitSeconds,
        InstanceReport.@Nullable Named seen,
        InstanceReport.@Nullable Applied applied,
        InstanceReport.@Nullable Pair lastGood,
        @Nullable Boolean probation,
        @Nullable String origin,
        @Nullable String state,
        @Nullable BigDecimal stalenessSeconds,
        InstanceReport.@Nullable Refused refused,
        InstanceReport.@Nullable Health health,
        InstanceReport.@Nullable Pinned pinned) {

    /** Longest body that is read, in bytes. */
    static final int MAX_SIZE = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(32)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException when the bytes are none; the message may be told to the sender
     */
    static InstanceReport parse(byte[] body) {
        try {
            PollBody poll = JSON.readValue(body, PollBody.class);
            if (poll == null) {
                throw new IllegalArgumentException("The body is null (expected: a JSON object).");
            }
            return poll.toReport();
        } catch (DatabindException e) {
            throw new IllegalArgumentException(
                    "The body has a wrong type or misses a field at '" + pointer(e) + "'.", e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The body is not JSON, or repeats a field.", e);
        }
    }

    private InstanceReport toReport() {
        if (instanceId == null) {
            throw new IllegalArgumentException("instanceId (expected: 1 to 64 of A-Za-z0-9._-)");
        }
        return new InstanceReport(
                instanceId,
                agentVersion,
                host,
                knownLabels(),
                waitSeconds == null ? 0 : waitSeconds.doubleValue(),
                seen,
                applied,
                lastGood,
                probation,
                origin,
                state,
                stalenessSeconds,
                refused,
                health,
                pinned);
    }

    private Map<String, String> knownLabels() {
        if (labels == null) {
            return Map.of();
        }
        if (labels.containsValue(null)) {
            throw new IllegalArgumentException("labels: null (expected: text)");
        }
        @SuppressWarnings("NullAway") // No value is null.
        Map<String, String> known = Map.copyOf(labels);
        return known;
    }

    private static String pointer(DatabindException e) {
        StringBuilder pointer = new StringBuilder();
        e.getPath()
                .forEach(step -> pointer.append('/')
                        .append(
                                step.getPropertyName() == null
                                        ? Integer.toString(step.getIndex())
                                        : step.getPropertyName()));
        return pointer.toString();
    }
}
