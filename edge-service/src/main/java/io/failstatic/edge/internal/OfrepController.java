package io.failstatic.edge.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.FlagEvaluation;
import io.failstatic.agent.config.FlagSet;
import io.failstatic.edge.report.Traffic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The flags for services in any language, by the OpenFeature Remote Evaluation Protocol; each answer from one snapshot. A flag is a
 * boolean with the variants {@code on} and {@code off}.
 */
@RestController
@RequestMapping(OfrepController.PATH)
@RequiredArgsConstructor
class OfrepController {

    static final String PATH = "/ofrep/v1/evaluate/flags";

    private final ConfigAgent agent;
    private final Traffic traffic;

    @PostMapping("/{key}")
    ResponseEntity<Object> evaluate(@PathVariable String key, @RequestBody(required = false) byte @Nullable [] body) {
        EvaluationContext context;
        try {
            context = EvaluationContext.parse(body);
        } catch (EvaluationContext.RefusedException e) {
            return ResponseEntity.badRequest().body(new Failure(key, e.code(), e.detail()));
        }
        Snapshot snapshot = agent.current();
        FlagEvaluation flag =
                snapshot.configuration().flags().evaluate(key, context.tenantId(), context.targetingKey());
        traffic.flagsEvaluated();
        if (flag.reason() == FlagEvaluation.Reason.UNKNOWN) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND)
                    .body(new Failure(
                            key, "FLAG_NOT_FOUND", "no flag of this name in revision " + snapshot.revision()));
        }
        return ResponseEntity.ok(Success.of(flag, snapshot.revision()));
    }

    /** All flags; unchanged ones are not told again. The tag names everything that they depend on. */
    @PostMapping
    ResponseEntity<Object> evaluateAll(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        EvaluationContext context;
        try {
            context = EvaluationContext.parse(body);
        } catch (EvaluationContext.RefusedException e) {
            return ResponseEntity.badRequest().body(new BulkFailure(e.code(), e.detail()));
        }
        Snapshot snapshot = agent.current();
        String tag = tag(snapshot, context);
        if (known != null && matches(known, tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag).build();
        }
        FlagSet flags = snapshot.configuration().flags();
        List<Success> evaluated = flags.names().stream()
                .map(name -> flags.evaluate(name, context.tenantId(), context.targetingKey()))
                .map(flag -> Success.of(flag, snapshot.revision()))
                .toList();
        traffic.flagsEvaluated();
        return ResponseEntity.ok().eTag(tag).body(new Bulk(evaluated, Map.of("revision", snapshot.revision())));
    }

    private static boolean matches(String known, String tag) {
        return Arrays.stream(known.split(",", -1))
                .map(String::trim)
                .map(value -> value.startsWith("W/") ? value.substring(2) : value)
                .anyMatch(value -> value.equals("*") || value.equals(tag));
    }

    private static String tag(Snapshot snapshot, EvaluationContext context) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (Object part : Arrays.asList(
                    snapshot.lineage(),
                    snapshot.epoch(),
                    snapshot.revision(),
                    snapshot.digest(),
                    context.tenantId(),
                    context.targetingKey())) {
                byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
                // Lengths keep neighbours apart, and a mark keeps nothing apart from its name.
                sha256.update((part == null ? "-" : bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha256.update(bytes);
            }
            return '"' + HexFormat.of().formatHex(sha256.digest(), 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    record Success(String key, boolean value, String reason, String variant, Map<String, Object> metadata) {

        static Success of(FlagEvaluation flag, long revision) {
            return new Success(
                    flag.name(),
                    flag.enabled(),
                    reason(flag.reason()),
                    flag.enabled() ? "on" : "off",
                    Map.of("version", flag.version(), "revision", revision));
        }

        /** The reason in OpenFeature's words. */
        private static String reason(FlagEvaluation.Reason reason) {
            return switch (reason) {
                case TARGETED -> "TARGETING_MATCH";
                case PERCENTAGE -> "SPLIT";
                case DISABLED -> "DISABLED";
                case DEFAULT -> "STATIC";
                case UNKNOWN -> "UNKNOWN";
            };
        }
    }

    record Bulk(List<Success> flags, Map<String, Object> metadata) {}

    record Failure(
            String key,
            String errorCode,
            @JsonInclude(JsonInclude.Include.NON_NULL) String errorDetails) {}

    record BulkFailure(String errorCode, String errorDetails) {}
}
