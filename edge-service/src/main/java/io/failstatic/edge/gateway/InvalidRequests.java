package io.failstatic.edge.gateway;

import io.failstatic.agent.config.RateLimits;
import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.tenant.Caller;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not HTTP, or too large to be read; the listener then closes the connection. */
final class InvalidRequests implements Handler<HttpServerRequest> {

    private final Pipeline pipeline;
    private final RequestIds requestIds = new RequestIds();

    InvalidRequests(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, pipeline.snapshots().get(), requestIds.next(), pipeline);
        Caller client = pipeline.callers()
                .client(new Fields(request.headers()), request.remoteAddress().hostAddress());
        exchange.decidedBy(client, null);
        RateLimit limit = pipeline.peek(
                exchange.snapshot().configuration(), client, RateLimits.DEFAULT_SCOPE, exchange.startNanos());
        exchange.limitedBy(limit);
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            exchange.refuse(Problem.TARGET_TOO_LONG);
        } else if (cause instanceof TooLongHttpHeaderException) {
            exchange.refuse(Problem.FIELDS_TOO_LARGE);
        } else {
            exchange.refuse(Problem.BAD_REQUEST);
        }
    }
}
