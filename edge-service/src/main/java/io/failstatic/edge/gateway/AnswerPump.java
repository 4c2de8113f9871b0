package io.failstatic.edge.gateway;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;

/** Passes the body of a service's answer on, as fast as the client takes it. <em>Confined to its event loop.</em> */
final class AnswerPump implements Handler<Buffer> {

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final HttpClientResponse upstream;

    AnswerPump(Exchange exchange, HttpServerResponse response, HttpClientResponse upstream) {
        this.exchange = exchange;
        this.response = response;
        this.upstream = upstream;
    }

    void start() {
        upstream.handler(this);
        upstream.exceptionHandler(broken -> exchange.brokenOff());
        upstream.endHandler(ended -> {
            response.end();
            exchange.passedOn(upstream.statusCode());
        });
        upstream.resume();
    }

    @Override
    public void handle(Buffer chunk) {
        response.write(chunk);
        if (response.writeQueueFull()) {
            upstream.pause();
            response.drainHandler(drained -> upstream.resume());
        }
    }
}
