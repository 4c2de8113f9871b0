package io.failstatic.agent.openfeature;

import dev.openfeature.sdk.Awaitable;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventProvider;
import dev.openfeature.sdk.ImmutableMetadata;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderEventDetails;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import io.failstatic.agent.AgentStatus;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.FlagEvaluation;
import io.failstatic.agent.config.FlagSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flags of the snapshot in force as an OpenFeature provider. The context's targeting key is the key of a rollout, its
 * attribute {@code tenantId} the tenant. Ready at once, whatever the control plane does; stale while the agent is
 * degraded, and answering all the same. <em>Thread-safe.</em>
 *
 * <p>Evaluating neither waits nor throws: what goes wrong is an error code beside the caller's default.
 *
 * @see <a href="https://openfeature.dev/specification/sections/providers">OpenFeature specification, providers</a>
 */
public final class FailstaticProvider extends EventProvider {

    /** The context attribute that names the tenant. */
    public static final String TENANT_ID = "tenantId";

    private static final Logger log = LoggerFactory.getLogger(FailstaticProvider.class);
    private static final Metadata METADATA = () -> "failstatic";

    private final ConfigAgent agent;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final Map<String, Described> described = new ConcurrentHashMap<>();
    private volatile FlagSet announced;

    /** The metadata of one version of a flag: immutable, so one object serves all evaluations. */
    private record Described(long version, ImmutableMetadata metadata) {

        static Described of(long version) {
            return new Described(
                    version,
                    ImmutableMetadata.builder().addLong("version", version).build());
        }
    }

    /**
     * A provider of what this agent serves. The agent stays the host's: it is neither started nor closed here.
     *
     * @param agent where the flags are
     */
    public FailstaticProvider(ConfigAgent agent) {
        this.agent = agent;
        this.announced = agent.flags();
    }

    @Override
    public Metadata getMetadata() {
        return METADATA;
    }

    /** Begins to tell of changes. Returns at once: the agent answers from its disk or from defaults already. */
    @Override
    public void initialize(@Nullable EvaluationContext context) {
        announced = agent.flags();
        if (!watching.getAndSet(true)) {
            agent.onChange(this::announceFlags);
            agent.onStatusChange(this::announceStatus);
        }
    }

    @Override
    public ProviderEvaluation<Boolean> getBooleanEvaluation(
            String key, Boolean defaultValue, @Nullable EvaluationContext context) {
        FlagEvaluation evaluation = agent.flags().evaluate(key, tenantId(context), targetingKey(context));
        if (evaluation.reason() == FlagEvaluation.Reason.UNKNOWN) {
            return notFound(key, defaultValue);
        }
        return new ProviderEvaluation<>(
                evaluation.enabled(),
                evaluation.enabled() ? "on" : "off",
                reason(evaluation.reason()),
                null,
                null,
                metadata(evaluation));
    }

    @Override
    public ProviderEvaluation<String> getStringEvaluation(
            String key, String defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue, "string");
    }

    @Override
    public ProviderEvaluation<Integer> getIntegerEvaluation(
            String key, Integer defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue, "integer");
    }

    @Override
    public ProviderEvaluation<Long> getLongEvaluation(
            String key, Long defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue, "long");
    }

    @Override
    public ProviderEvaluation<Double> getDoubleEvaluation(
            String key, Double defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue, "double");
    }

    @Override
    public ProviderEvaluation<Value> getObjectEvaluation(
            String key, Value defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue, "object");
    }

    private void announceFlags(Snapshot snapshot) {
        FlagSet flags = snapshot.configuration().flags();
        List<String> changed = flags.changedSince(announced);
        announced = flags;
        if (!changed.isEmpty()) {
            changed.forEach(described::remove);
            tell(() -> emitProviderConfigurationChanged(
                    ProviderEventDetails.builder().flagsChanged(changed).build()));
        }
    }

    private void announceStatus(AgentStatus status) {
        if (status.state() == State.DEGRADED) {
            tell(() -> emitProviderStale(ProviderEventDetails.builder()
                    .message("degraded: " + status.reasons())
                    .build()));
        } else {
            tell(() -> emitProviderReady(
                    ProviderEventDetails.builder().message("recovered").build()));
        }
    }

    /** After a shutdown nobody hears it. That must not look as if the host could not follow the snapshot. */
    private static void tell(Supplier<Awaitable> event) {
        try {
            var unused = event.get();
        } catch (RejectedExecutionException e) {
            log.debug("shut down, nobody is told", e);
        }
    }

    private ImmutableMetadata metadata(FlagEvaluation evaluation) {
        Described known = described.get(evaluation.name());
        if (known == null || known.version() != evaluation.version()) {
            known = Described.of(evaluation.version());
            described.put(evaluation.name(), known);
        }
        return known.metadata();
    }

    private <T> ProviderEvaluation<T> mismatch(String key, T defaultValue, String type) {
        boolean unknown = agent.flags().evaluate(key, null, null).reason() == FlagEvaluation.Reason.UNKNOWN;
        return unknown
                ? notFound(key, defaultValue)
                : error(defaultValue, ErrorCode.TYPE_MISMATCH, "type: " + type + " (expected: boolean)");
    }

    private static <T> ProviderEvaluation<T> notFound(String key, T defaultValue) {
        return error(defaultValue, ErrorCode.FLAG_NOT_FOUND, "flag: " + key + " (expected: a flag of the snapshot)");
    }

    private static <T> ProviderEvaluation<T> error(T defaultValue, ErrorCode code, String message) {
        return new ProviderEvaluation<>(
                defaultValue, null, Reason.ERROR.name(), code, message, ImmutableMetadata.EMPTY);
    }

    private static @Nullable String targetingKey(@Nullable EvaluationContext context) {
        return context == null ? null : context.getTargetingKey();
    }

    private static @Nullable String tenantId(@Nullable EvaluationContext context) {
        Value value = context == null ? null : context.getValue(TENANT_ID);
        return value == null ? null : value.asString();
    }

    private static String reason(FlagEvaluation.Reason reason) {
        return switch (reason) {
            case TARGETED -> Reason.TARGETING_MATCH.name();
            case PERCENTAGE -> Reason.SPLIT.name();
            case DISABLED -> Reason.DISABLED.name();
            case DEFAULT -> Reason.STATIC.name();
            case UNKNOWN -> Reason.ERROR.name();
        };
    }
}
