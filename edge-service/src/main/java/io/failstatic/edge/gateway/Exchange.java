package io.failstatic.edge.gateway;

import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.report.AccessEntry;
import io.failstatic.edge.report.AccessLog;
import io.failstatic.edge.report.Outcome;
import io.failstatic.edge.report.RequestReports;
import io.failstatic.edge.report.Tracing;
import io.failstatic.edge.report.Tracing.RequestSpan;
import io.failstatic.edge.report.Traffic;
import io.failstatic.edge.tenant.Caller;
import io.failstatic.edge.upstream.AnswerHandler;
import io.failstatic.edge.upstream.Forwarding;
import io.failstatic.edge.upstream.OutboundRequest;
import io.failstatic.edge.upstream.UpstreamClient;
import io.failstatic.edge.upstream.UpstreamFailure;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from its head to its end. Whichever way it ends, it is counted once and gives its place back.
 * <em>Confined to its event loop.</em>
 */
final class Exchange implements AnswerHandler {

    /** Nobody is there to get a status; the log says 499, as others do. */
    private static final int CLIENT_GONE = 499;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Snapshot snapshot;
    private final String requestId;
    private final LongSupplier nanos;
    private final Traffic traffic;
    private final Draining draining;
    private final RequestReports reports;
    private final @Nullable RequestSpan span;
    private final long startNanos;

    private @Nullable Caller caller;
    private @Nullable RoutingRule rule;
    private @Nullable RateLimit limit;
    private Admission.@Nullable Place place;
    private @Nullable Forwarding forwarding;
    private boolean finished;
    private final boolean streamed;
    private boolean closes;

    Exchange(HttpServerRequest request, Snapshot snapshot, String requestId, Pipeline pipeline) {
        this.request = request;
        this.response = request.response();
        this.snapshot = snapshot;
        this.requestId = requestId;
        this.nanos = pipeline.nanos();
        this.traffic = pipeline.traffic();
        this.draining = pipeline.draining();
        this.reports = pipeline.reports();
        Tracing tracing = reports.tracing();
        this.span = tracing == null ? null : tracing.begin(request.method().name(), request.getHeader("traceparent"));
        this.startNanos = nanos.getAsLong();
        this.streamed = request.version() == HttpVersion.HTTP_2;
        this.closes = FieldRules.asksToClose(request.headers());
    }

    Snapshot snapshot() {
        return snapshot;
    }

    String requestId() {
        return requestId;
    }

    long startNanos() {
        return startNanos;
    }

    /** Who it is decided for, and by which rule, as far as that is known. */
    void decidedBy(Caller caller, @Nullable RoutingRule rule) {
        this.caller = caller;
        this.rule = rule;
    }

    /** The answer will say how the caller's window stands. */
    void limitedBy(RateLimit state) {
        this.limit = state;
    }

    /** Takes a place among the requests in flight, to be left at the end; false when there is none for this service. */
    boolean enter(Admission admission, String serviceId) {
        place = admission.tryEnter(serviceId);
        return place != null;
    }

    /** From here on the client's leaving ends the request. */
    void watchClient() {
        response.closeHandler(closed -> end(Outcome.ABORTED));
    }

    boolean isFinished() {
        return finished;
    }

    /** Sends the request on its way; from here on the client's leaving cancels it. */
    void forward(UpstreamClient upstream, OutboundRequest outbound) {
        watchClient();
        forwarding = upstream.forward(outbound, this);
    }

    /** Tells the service which span it is called from. */
    void propagateTo(MultiMap headers) {
        RequestSpan ours = span;
        if (ours != null) {
            headers.set("traceparent", ours.traceparent());
            if (!ours.continues()) {
                headers.remove("tracestate");
            }
        }
    }

    /** Answers in the edge's own name. */
    void refuse(Problem problem) {
        refuse(problem, problem.detail());
    }

    /** Answers in the edge's own name, for this reason. */
    void refuse(Problem problem, String detail) {
        if (finished || response.headWritten()) {
            return;
        }
        response.setStatusCode(problem.status());
        AnswerStamp.put(response.headers(), snapshot.revision(), requestId, limit);
        problem.tell(response.headers(), limit);
        // Whether a body follows that was not asked for or cannot be read is not known: nothing after it could be
        // trusted.
        closes |= request.headers().contains("Expect")
                || problem == Problem.BAD_REQUEST
                || problem == Problem.BODY_TOO_SLOW;
        closeAfterwards();
        finish(problem.outcome());
        String body = problem.json(detail, request.uri());
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else {
            response.end(body);
        }
        closeIfAsked();
    }

    @Override
    public void answered(HttpClientResponse upstream) {
        response.setStatusCode(upstream.statusCode());
        response.setStatusMessage(upstream.statusMessage());
        FieldRules.toClient(upstream.headers(), response.headers());
        AnswerStamp.put(response.headers(), snapshot.revision(), requestId, limit);
        closeAfterwards();
        boolean bodiless = HttpMethod.HEAD.equals(request.method())
                || upstream.statusCode() == 204
                || upstream.statusCode() == 304;
        if (!bodiless && !response.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
        new AnswerPump(this, response, upstream).start();
    }

    @Override
    public void failed(UpstreamFailure failure) {
        switch (failure) {
            case UNREACHABLE -> refuse(Problem.BAD_GATEWAY);
            case FORBIDDEN_TARGET -> refuse(Problem.BAD_GATEWAY, "the service's address may not be called");
            case TIMEOUT -> refuse(Problem.GATEWAY_TIMEOUT);
            case BUSY -> refuse(Problem.OVERLOADED);
            case SLOW_BODY -> tooSlow();
        }
    }

    /** The whole answer has been passed on. */
    void passedOn(int status) {
        finish(status < 500 ? Outcome.ANSWERED : Outcome.SERVICE_ERROR);
        closeIfAsked();
    }

    /** A part of the answer has been passed on, and the rest will not come. */
    void brokenOff() {
        end(Outcome.BAD_GATEWAY);
        breakOff();
    }

    private void tooSlow() {
        if (finished || response.headWritten()) {
            end(Outcome.ABORTED);
            breakOff();
        } else {
            refuse(Problem.BODY_TOO_SLOW);
        }
    }

    private void closeAfterwards() {
        closes |= draining.hasBegun();
        if (closes && !streamed) {
            response.headers().set("Connection", "close");
            LastAnswer.mark(request.connection());
        }
    }

    private void closeIfAsked() {
        if (closes && !streamed) {
            request.connection().close();
        }
    }

    /** Makes a broken answer look broken, which only a closed connection or stream can, without harm to others on the connection. */
    private void breakOff() {
        if (streamed) {
            response.reset();
        } else {
            request.connection().close();
        }
    }

    /** Ends what is still going on between client and service. */
    private void end(Outcome outcome) {
        if (!finished) {
            finish(outcome);
            Forwarding started = forwarding;
            if (started != null) {
                started.cancel();
            }
        }
    }

    private void finish(Outcome outcome) {
        if (finished) {
            return;
        }
        finished = true;
        Admission.Place taken = place;
        if (taken != null) {
            taken.leave();
        }
        long took = nanos.getAsLong() - startNanos;
        traffic.answered(outcome, took);
        if (reports.isWanted()) {
            report(outcome, took);
        }
    }

    private void report(Outcome outcome, long took) {
        AccessLog log = reports.accessLog();
        AccessEntry entry = entry(log == null ? 0 : log.nowMillis(), outcome, took);
        if (log != null) {
            log.add(entry);
        }
        if (span != null) {
            span.end(entry);
        }
    }

    private AccessEntry entry(long atMillis, Outcome outcome, long took) {
        Caller known = caller;
        RoutingRule matched = rule;
        Forwarding started = forwarding;
        String tenant = known == null ? null : known.tenantId();
        RateLimitPolicy policy = tenant == null
                ? null
                : snapshot.configuration()
                        .rateLimits()
                        .find(tenant, matched == null ? RateLimits.DEFAULT_SCOPE : matched.scope());
        return new AccessEntry(
                atMillis,
                requestId,
                span == null ? null : span.traceId(),
                request.method().name(),
                request.uri(),
                known == null ? null : known.address(),
                tenant,
                matched == null ? null : matched.id(),
                matched == null ? 0 : matched.version(),
                policy == null ? null : policy.id(),
                policy == null ? 0 : policy.version(),
                outcome,
                outcome == Outcome.ABORTED && !response.headWritten() ? CLIENT_GONE : response.getStatusCode(),
                matched == null ? null : matched.targetService(),
                started == null ? null : started.endpoint(),
                started == null ? 0 : started.tries(),
                took,
                snapshot.revision());
    }
}
