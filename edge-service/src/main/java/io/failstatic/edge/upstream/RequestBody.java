package io.failstatic.edge.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request's body on its way from its client to the endpoint that is tried: read as fast as the endpoint takes it, and never sent a
 * second time. A client that is too slow with it is told of. <em>Confined to its event loop.</em>
 */
final class RequestBody {

    private static final long NO_TIMER = -1;
    private static final long MIN_LOOK_MILLIS = 50;

    private final Vertx vertx;
    private final Upstream upstream;
    private final OutboundRequest request;
    private final HttpServerRequest inbound;
    private final BodyPace pace;
    private final Runnable tooSlow;

    private @Nullable HttpClientRequest target;
    private long progressNanos;
    private long timer = NO_TIMER;
    private boolean started;
    private boolean complete;
    private boolean askedFor;

    /** @param tooSlow called once, when the client is */
    RequestBody(Vertx vertx, Upstream upstream, OutboundRequest request, BodyRate rate, Runnable tooSlow) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.request = request;
        this.inbound = request.inbound();
        this.pace = new BodyPace(rate);
        this.tooSlow = tooSlow;
    }

    /** Whether some of it is gone, so that no other endpoint can get all of it. */
    boolean hasStarted() {
        return started;
    }

    /** Sends it with this try from now on. */
    void sendTo(HttpClientRequest out, long tryStartNanos) {
        target = out;
        progressNanos = tryStartNanos;
        out.setChunked(request.chunked());
        if (complete) {
            out.end();
            return;
        }
        inbound.handler(this::arrived);
        inbound.endHandler(this::ended);
        if (request.expectsContinue() && !askedFor) {
            askedFor = true;
            inbound.response().writeContinue();
        }
        pace.resume(upstream.now());
        if (timer == NO_TIMER) {
            watch();
        }
        inbound.resume();
    }

    private void arrived(Buffer chunk) {
        HttpClientRequest out = target;
        if (out == null) {
            return;
        }
        started = true;
        progressNanos = upstream.now();
        pace.received(chunk.length());
        out.write(chunk);
        if (out.writeQueueFull()) {
            inbound.pause();
            pace.pause(progressNanos);
            out.drainHandler(drained -> {
                progressNanos = upstream.now();
                pace.resume(progressNanos);
                inbound.resume();
            });
        }
    }

    private void ended(Void nothing) {
        HttpClientRequest out = target;
        if (out != null) {
            complete = true;
            stopWatching();
            progressNanos = upstream.now();
            out.end();
        }
    }

    /** Keeps what has not been sent for the next try. */
    void hold() {
        target = null;
        inbound.pause();
        pace.pause(upstream.now());
    }

    /** Whatever the client still sends is read and dropped, so that it gets to read its answer. */
    void drop() {
        target = null;
        stopWatching();
        if (!inbound.isEnded()) {
            inbound.handler(dropped -> {}).resume();
        }
    }

    /** What is left of this time when it runs only while the endpoint is waited for, not while the client is. */
    long leftMillis(HttpClientRequest out, long timeoutMillis) {
        boolean waitsForClient = !complete && !out.writeQueueFull();
        return waitsForClient
                ? timeoutMillis
                : timeoutMillis - TimeUnit.NANOSECONDS.toMillis(upstream.now() - progressNanos);
    }

    private void watch() {
        // A service that does not read may keep a body waiting: then there is another look a second later.
        long left = Math.max(MIN_LOOK_MILLIS, pace.leftMillis(upstream.now()));
        timer = vertx.setTimer(left, fired -> {
            timer = NO_TIMER;
            if (pace.leftMillis(upstream.now()) > 0 || !pace.isWaiting()) {
                watch();
            } else {
                tooSlow.run();
            }
        });
    }

    private void stopWatching() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
