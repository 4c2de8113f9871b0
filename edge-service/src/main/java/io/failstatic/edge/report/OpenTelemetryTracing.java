package io.failstatic.edge.report;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spans in the way of OpenTelemetry, sent in batches by a thread of its own; what its bounded queue cannot hold is lost.
 * <em>Thread-safe.</em>
 */
final class OpenTelemetryTracing implements Tracing, AutoCloseable {

    private static final String TRACEPARENT = "traceparent";
    private static final long CLOSE_SECONDS = 2;
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("failstatic.tenant");
    private static final AttributeKey<String> RULE = AttributeKey.stringKey("failstatic.rule");
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("failstatic.decision");
    private static final AttributeKey<Long> REVISION = AttributeKey.longKey("failstatic.config_revision");
    private static final int SERVER_ERROR = 500;

    private static final TextMapGetter<String> ONLY_TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String value) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String value, String key) {
            return key.equals(TRACEPARENT) ? value : null;
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OpenTelemetryTracing(TracingProperties properties, String application) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(properties.endpoint().toString())
                .setTimeout(properties.timeout())
                .build();
        provider = SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(properties.sampling())))
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), application))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        tracer = provider.get("io.failstatic.edge");
    }

    @Override
    public RequestSpan begin(String method, @Nullable String traceparent) {
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONLY_TRACEPARENT);
        Span span = tracer.spanBuilder(method)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        return new Recorded(span, Span.fromContext(parent).getSpanContext().isValid());
    }

    /** Sends what waits, for two seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private record Recorded(Span span, boolean continues) implements RequestSpan {

        @Override
        public String traceId() {
            return span.getSpanContext().getTraceId();
        }

        @Override
        public String traceparent() {
            SpanContext context = span.getSpanContext();
            return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                    + context.getTraceFlags().asHex();
        }

        @Override
        public void end(AccessEntry entry) {
            if (span.isRecording()) {
                if (entry.rule() != null) {
                    span.updateName(entry.method() + " " + entry.rule());
                    span.setAttribute(RULE, entry.rule() + "@" + entry.ruleVersion());
                }
                span.setAttribute(METHOD, entry.method());
                span.setAttribute(STATUS, (long) entry.status());
                span.setAttribute(DECISION, entry.decision().tag());
                span.setAttribute(REVISION, entry.revision());
                if (entry.tenant() != null) {
                    span.setAttribute(TENANT, entry.tenant());
                }
                if (entry.upstream() != null) {
                    span.setAttribute(SERVER, entry.upstream());
                }
                if (entry.status() >= SERVER_ERROR) {
                    span.setStatus(StatusCode.ERROR);
                }
            }
            span.end();
        }
    }
}
