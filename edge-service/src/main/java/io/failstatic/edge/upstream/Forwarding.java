package io.failstatic.edge.upstream;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request's tries, one after another. Each has the service's time until the response headers; for a request whose body
 * is still arriving the time runs while the endpoint is waited for, not while the client is. A try is repeated only for an
 * idempotent method (RFC 9110, 9.2.2), and never after a byte of the body was sent. <em>Confined to its event loop.</em>
 */
public final class Forwarding {

    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpClient http;
    private final Upstream upstream;
    private final OutboundRequest request;
    private final AnswerHandler handler;
    private final @Nullable RequestBody body;

    private int tries;
    private long tryStartNanos;
    private long timer = NO_TIMER;
    private boolean finished;
    private @Nullable HttpClientRequest outbound;
    private @Nullable Endpoint endpoint;
    private int asked;

    Forwarding(
            Vertx vertx,
            HttpClient http,
            Upstream upstream,
            OutboundRequest request,
            BodyRate bodyRate,
            AnswerHandler handler) {
        this.vertx = vertx;
        this.http = http;
        this.upstream = upstream;
        this.request = request;
        this.handler = handler;
        this.body = request.hasBody() ? new RequestBody(vertx, upstream, request, bodyRate, this::bodyTooSlow) : null;
    }

    void start() {
        RequestBody waiting = body;
        if (waiting != null) {
            waiting.hold();
        }
        nextTry();
    }

    /** Gives up: the client is gone, or the answer can no longer be passed on. Closes the connection to the endpoint. */
    public void cancel() {
        finished = true;
        tries++;
        disarm();
        HttpClientRequest out = outbound;
        if (out != null) {
            out.reset();
        }
        RequestBody sent = body;
        if (sent != null) {
            sent.drop();
        }
    }

    /** The endpoint that was asked last, as host and port; null while none was. */
    public @Nullable String endpoint() {
        Endpoint last = endpoint;
        return last == null ? null : last.host() + ":" + last.port();
    }

    /** How often an endpoint was asked, or tried to be reached. */
    public int tries() {
        return asked;
    }

    private void nextTry() {
        int number = ++tries;
        tryStartNanos = upstream.now();
        outbound = null;
        Endpoint next = upstream.endpoints().next(request.service(), tryStartNanos);
        if (next == null) {
            fail(UpstreamFailure.FORBIDDEN_TARGET);
            return;
        }
        endpoint = next;
        asked++;
        arm(number, request.service().timeoutMs());
        upstream.addresses().of(next.host()).onComplete(found -> {
            if (number != tries) {
                return;
            }
            InetAddress address = found.succeeded() ? allowed(found.result(), next.port()) : null;
            if (found.succeeded() && address == null) {
                fail(UpstreamFailure.FORBIDDEN_TARGET);
            } else if (address == null) {
                retryOrFail(UpstreamFailure.UNREACHABLE);
            } else {
                connect(number, next, address);
            }
        });
    }

    /** The first address, if all may be called: a name with one forbidden address among others is not to be trusted. */
    private @Nullable InetAddress allowed(List<InetAddress> addresses, int port) {
        for (InetAddress address : addresses) {
            if (!upstream.isAllowed(address, port)) {
                return null;
            }
        }
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    private void connect(int number, Endpoint endpoint, InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.inbound().method())
                .setServer(SocketAddress.inetSocketAddress(endpoint.port(), address.getHostAddress()))
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setSsl(endpoint.tls())
                .setConnectTimeout(request.service().timeoutMs())
                .setURI(endpoint.basePath() + request.origin());
        http.request(options).onComplete(connected -> {
            if (number != tries) {
                if (connected.succeeded()) {
                    connected.result().reset();
                }
            } else if (connected.succeeded()) {
                send(number, connected.result());
            } else {
                connectFailed(connected.cause());
            }
        });
    }

    private void connectFailed(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            fail(UpstreamFailure.BUSY);
            return;
        }
        boolean late = cause instanceof TimeoutException || cause instanceof ConnectTimeoutException;
        retryOrFail(late ? UpstreamFailure.TIMEOUT : UpstreamFailure.UNREACHABLE);
    }

    private void send(int number, HttpClientRequest out) {
        outbound = out;
        out.headers().addAll(request.headers());
        out.exceptionHandler(broken -> {
            if (number == tries) {
                retryOrFail(UpstreamFailure.UNREACHABLE);
            }
        });
        out.response().onComplete(answer -> {
            if (number == tries && answer.succeeded()) {
                answered(answer.result());
            } else if (number == tries) {
                retryOrFail(UpstreamFailure.UNREACHABLE);
            }
        });
        RequestBody toSend = body;
        if (toSend == null) {
            out.end();
        } else {
            toSend.sendTo(out, tryStartNanos);
        }
    }

    private void bodyTooSlow() {
        if (finished) {
            cancel();
            handler.failed(UpstreamFailure.SLOW_BODY);
        } else {
            fail(UpstreamFailure.SLOW_BODY);
        }
    }

    private void answered(HttpClientResponse response) {
        disarm();
        finished = true;
        response.pause();
        Endpoint answering = endpoint;
        if (answering != null) {
            answering.answered(response.statusCode(), upstream.now());
        }
        upstream.tried("answered", tryStartNanos);
        handler.answered(response);
    }

    private void retryOrFail(UpstreamFailure failure) {
        if (finished) {
            return;
        }
        Endpoint failing = endpoint;
        if (failing != null) {
            failing.failed(upstream.now());
        }
        RequestBody sent = body;
        boolean repeatable = IDEMPOTENT.contains(request.inbound().method()) && (sent == null || !sent.hasStarted());
        if (!repeatable || tries > request.service().retryCount()) {
            fail(failure);
            return;
        }
        disarm();
        upstream.tried(failure.tag(), tryStartNanos);
        HttpClientRequest broken = outbound;
        if (sent != null) {
            sent.hold();
        }
        nextTry();
        if (broken != null) {
            broken.reset();
        }
    }

    private void fail(UpstreamFailure failure) {
        if (finished) {
            return;
        }
        upstream.tried(failure.tag(), tryStartNanos);
        cancel();
        handler.failed(failure);
    }

    private void arm(int number, long millis) {
        timer = vertx.setTimer(millis, fired -> timedOut(number));
    }

    private void timedOut(int number) {
        if (number != tries || finished) {
            return;
        }
        timer = NO_TIMER;
        HttpClientRequest out = outbound;
        RequestBody sent = body;
        if (sent != null && out != null) {
            long left = sent.leftMillis(out, request.service().timeoutMs());
            if (left > 0) {
                arm(number, left);
                return;
            }
        }
        retryOrFail(UpstreamFailure.TIMEOUT);
    }

    private void disarm() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
