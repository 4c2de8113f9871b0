package io.failstatic.benchmarks.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import java.util.function.Function;

/** The small programs that this jar can be, each in a process of its own. */
final class Roles {

    private static final String BODY = "{\"id\":\"item-1\",\"name\":\"a small answer\",\"ok\":true}";
    private static final int CONNECTIONS = 256;

    private Roles() {}

    /** The service behind all proxies. */
    static void service(int port) {
        Buffer body = Buffer.buffer(BODY);
        serve(
                port,
                vertx -> request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(body));
    }

    /** {@code vertx-http-proxy} and nothing else. */
    static void proxy(int port, int servicePort) {
        serve(
                port,
                vertx -> HttpProxy.reverseProxy(vertx.createHttpClient(
                                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS)))
                        .origin(servicePort, "127.0.0.1"));
    }

    /** One server for each processor, all on one port. */
    private static void serve(int port, Function<Vertx, Handler<HttpServerRequest>> handler) {
        Vertx vertx = Vertx.vertx();
        DeploymentOptions everyCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        var unused = vertx.deployVerticle(() -> new Server(port, handler), everyCore);
    }

    private static final class Server extends VerticleBase {

        private final int port;
        private final Function<Vertx, Handler<HttpServerRequest>> handler;

        Server(int port, Function<Vertx, Handler<HttpServerRequest>> handler) {
            this.port = port;
            this.handler = handler;
        }

        @Override
        public Future<?> start() {
            return vertx.createHttpServer().requestHandler(handler.apply(vertx)).listen(port, "127.0.0.1");
        }
    }
}
