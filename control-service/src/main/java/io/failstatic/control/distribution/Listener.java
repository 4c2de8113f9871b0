package io.failstatic.control.distribution;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/** The part of the listener that runs on one event loop. */
@Slf4j
final class Listener extends VerticleBase {

    private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);
    private static final Duration NEXT_REQUEST = Duration.ofSeconds(75);

    private final HttpServerOptions options;
    private final Routes routes;
    private final Answers answers;
    private final AtomicInteger open;
    private final int maxConnections;
    private @Nullable HttpServer server;

    Listener(HttpServerOptions options, Routes routes, Answers answers, AtomicInteger open, int maxConnections) {
        this.options = options;
        this.routes = routes;
        this.answers = answers;
        this.open = open;
        this.maxConnections = maxConnections;
    }

    @Override
    public Future<?> start() {
        Connections connections = new Connections(vertx, open, maxConnections, FIRST_REQUEST, NEXT_REQUEST);
        HttpServer created = vertx.createHttpServer(options)
                .connectionHandler(connections::opened)
                .invalidRequestHandler(this::refuseInvalid)
                .requestHandler(request -> {
                    connections.requested(request);
                    routes.route(request);
                });
        server = created;
        return created.listen();
    }

    private void refuseInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Map<String, String> close = Map.of("Connection", "close");
        if (cause instanceof TooLongHttpLineException) {
            answers.problem(request, 414, "URI Too Long", "The request line is too long.", close);
        } else if (cause instanceof TooLongHttpHeaderException) {
            answers.problem(request, 431, "Request Header Fields Too Large", "The headers are too long.", close);
        } else {
            answers.problem(request, 400, "Bad Request", "The request is not HTTP/1.1.", close);
        }
        request.connection().close();
    }

    int port() {
        return server == null ? 0 : server.actualPort();
    }

    void renewCertificate(ServerSSLOptions ssl) {
        if (server != null) {
            server.updateSSLOptions(ssl).onFailure(e -> log.error("The renewed certificate is not served", e));
        }
    }

    Future<Void> shutdown(Duration within) {
        return server == null ? Future.succeededFuture() : server.shutdown(within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
