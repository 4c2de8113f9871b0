package io.failstatic.edge.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;

/** The connections of one event loop to all services. <em>Confined to its event loop.</em> */
public final class UpstreamClient {

    private final Vertx vertx;
    private final HttpClient http;
    private final Upstream upstream;
    private final BodyRate bodyRate;

    UpstreamClient(Vertx vertx, HttpClient http, Upstream upstream, BodyRate bodyRate) {
        this.vertx = vertx;
        this.http = http;
        this.upstream = upstream;
        this.bodyRate = bodyRate;
    }

    /** Sends a request to its service, with as many tries as the service allows. */
    public Forwarding forward(OutboundRequest request, AnswerHandler handler) {
        Forwarding forwarding = new Forwarding(vertx, http, upstream, request, bodyRate, handler);
        forwarding.start();
        return forwarding;
    }
}
