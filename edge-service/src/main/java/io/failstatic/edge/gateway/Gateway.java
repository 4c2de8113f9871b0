package io.failstatic.edge.gateway;

import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.tenant.Caller;
import io.failstatic.edge.tenant.Identification;
import io.failstatic.edge.upstream.UpstreamClient;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

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
    private final RequestIds requestIds = new RequestIds();

    Gateway(Pipeline pipeline, ServiceRequests serviceRequests, UpstreamClient upstream) {
        this.pipeline = pipeline;
        this.serviceRequests = serviceRequests;
        this.upstream = upstream;
    }

    @Override
    public void handle(HttpServerRequest request) {
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
            exchange.limitedBy(
                    pipeline.peek(configuration, refused.client(), RateLimits.DEFAULT_SCOPE, exchange.startNanos()));
            exchange.refuse(Problem.UNAUTHORIZED, refused.detail());
            return;
        }
        RoutingRule rule = pipeline.route(configuration, target.path(), fields.asSeenBy(caller.tenantId()));
        Service service = rule == null ? null : configuration.services().find(rule.targetService());
        if (rule == null || service == null) {
            refuse(exchange, caller, RateLimits.DEFAULT_SCOPE, Problem.NO_ROUTE);
            return;
        }
        if (!exchange.enter(pipeline.admission())) {
            refuse(exchange, caller, rule.scope(), Problem.OVERLOADED);
            return;
        }
        RateLimit limit = pipeline.limit(configuration, caller, rule.scope(), exchange.startNanos());
        exchange.limitedBy(limit);
        if (!limit.allowed()) {
            exchange.refuse(Problem.RATE_LIMITED);
            return;
        }
        String flags = pipeline.flags(configuration.flags(), caller.tenantId());
        exchange.forward(upstream, serviceRequests.of(request, exchange.requestId(), service, target, caller, flags));
    }

    private void refuse(Exchange exchange, Caller caller, String scope, Problem problem) {
        Configuration configuration = exchange.snapshot().configuration();
        exchange.limitedBy(pipeline.peek(configuration, caller, scope, exchange.startNanos()));
        exchange.refuse(problem);
    }
}
