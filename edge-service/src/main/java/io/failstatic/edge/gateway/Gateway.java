package io.failstatic.edge.gateway;

import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.shared.SharedLimiter;
import io.failstatic.edge.tenant.Caller;
import io.failstatic.edge.tenant.Identification;
import io.failstatic.edge.upstream.OutboundRequest;
import io.failstatic.edge.upstream.UpstreamClient;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The request path: tenant, route, limit, flags, all from one snapshot that is read once; then the way to the service, and
 * the stamp on the answer. Never blocks, never waits for the agent. <em>Confined to one event loop.</em>
 *
 * <p>What is refused before the limit does not count. Its answer shows the window of the caller, or of the client where
 * there is no known caller, in the default scope where no route was found.
 */
final class Gateway implements Handler<HttpServerRequest> {

    private final Pipeline pipeline;
    private final ServiceRequests serviceRequests;
    private final UpstreamClient upstream;
    private final @Nullable SharedLimiter shared;
    private final RequestIds requestIds = new RequestIds();

    /** @param shared the way to count limits together with other edges; null means that this edge counts alone */
    Gateway(
            Pipeline pipeline,
            ServiceRequests serviceRequests,
            UpstreamClient upstream,
            @Nullable SharedLimiter shared) {
        this.pipeline = pipeline;
        this.serviceRequests = serviceRequests;
        this.upstream = upstream;
        this.shared = shared;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 && LastAnswer.isGivenOn(request.connection())) {
            return;
        }
        Exchange exchange = new Exchange(request, pipeline.snapshots().get(), requestIds.next(), pipeline);
        try {
            decide(exchange, request, exchange.snapshot());
        } catch (RuntimeException | StackOverflowError e) {
            pipeline.contain(e);
            exchange.refuse(Problem.BAD_GATEWAY, "the request could not be decided");
        }
    }

    private void decide(Exchange exchange, HttpServerRequest request, Snapshot snapshot) {
        Configuration configuration = snapshot.configuration();
        Fields fields = new Fields(request.headers());
        String peer = request.remoteAddress().hostAddress();

        RequestTarget target = RequestTarget.of(request);
        Problem unacceptable = serviceRequests.unacceptable(request, target);
        if (target == null || unacceptable != null) {
            Caller client = pipeline.callers().client(fields, peer);
            exchange.decidedBy(client, null);
            refuse(
                    exchange,
                    client,
                    RateLimits.DEFAULT_SCOPE,
                    unacceptable == null ? Problem.BAD_REQUEST : unacceptable);
            return;
        }
        Identification identification = pipeline.identify(configuration, fields, peer);
        if (!(identification instanceof Caller caller)) {
            Identification.Refused refused = (Identification.Refused) identification;
            exchange.decidedBy(refused.client(), null);
            exchange.limitedBy(
                    pipeline.peek(configuration, refused.client(), RateLimits.DEFAULT_SCOPE, exchange.startNanos()));
            exchange.refuse(Problem.UNAUTHORIZED, refused.detail());
            return;
        }
        RoutingRule rule = pipeline.route(configuration, target.path(), fields.asSeenBy(caller.tenantId()));
        exchange.decidedBy(caller, rule);
        Service service = rule == null ? null : configuration.services().find(rule.targetService());
        if (rule == null || service == null) {
            refuse(exchange, caller, RateLimits.DEFAULT_SCOPE, Problem.NO_ROUTE);
            return;
        }
        if (!exchange.enter(pipeline.admission(), service.id())) {
            refuse(exchange, caller, rule.scope(), Problem.OVERLOADED);
            return;
        }
        Decided decided = new Decided(exchange, request, target, caller, rule, service);
        if (shared == null || !countTogether(shared, decided)) {
            admit(decided, limitAlone(decided));
        }
    }

    /** Counts with other edges; false when that cannot be tried, and nothing has happened. */
    private boolean countTogether(SharedLimiter limiter, Decided decided) {
        Exchange exchange = decided.exchange;
        RateLimits policies = exchange.snapshot().configuration().rateLimits();
        boolean asked = limiter.count(policies, decided.caller, decided.rule.scope(), exchange.startNanos(), limit -> {
            try {
                decided.request.resume();
                if (!exchange.isFinished()) {
                    admit(decided, limit == null ? limitAlone(decided) : pipeline.decided(limit));
                }
            } catch (RuntimeException | StackOverflowError e) {
                pipeline.contain(e);
                exchange.refuse(Problem.BAD_GATEWAY, "the request could not be decided");
            }
        });
        if (asked) {
            decided.request.pause();
            exchange.watchClient();
        }
        return asked;
    }

    private RateLimit limitAlone(Decided decided) {
        Exchange exchange = decided.exchange;
        return pipeline.limit(
                exchange.snapshot().configuration(), decided.caller, decided.rule.scope(), exchange.startNanos());
    }

    private void admit(Decided decided, RateLimit limit) {
        Exchange exchange = decided.exchange;
        exchange.limitedBy(limit);
        if (!limit.allowed()) {
            exchange.refuse(Problem.RATE_LIMITED);
            return;
        }
        String flags = pipeline.flags(exchange.snapshot().configuration().flags(), decided.caller.tenantId());
        OutboundRequest outbound = serviceRequests.of(
                decided.request, exchange.requestId(), decided.service, decided.target, decided.caller, flags);
        exchange.propagateTo(outbound.headers());
        exchange.forward(upstream, outbound);
    }

    /** A request of which only the limit is open, with all that its snapshot says about it. */
    private record Decided(
            Exchange exchange,
            HttpServerRequest request,
            RequestTarget target,
            Caller caller,
            RoutingRule rule,
            Service service) {}

    private void refuse(Exchange exchange, Caller caller, String scope, Problem problem) {
        Configuration configuration = exchange.snapshot().configuration();
        exchange.limitedBy(pipeline.peek(configuration, caller, scope, exchange.startNanos()));
        exchange.refuse(problem);
    }
}
