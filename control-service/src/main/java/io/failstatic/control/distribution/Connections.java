package io.failstatic.control.distribution;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;

/**
 * The open connections of one event loop: so many at most, and none that takes its time to send a request. Confined to the
 * event loop, but for the number of all connections.
 */
@RequiredArgsConstructor
final class Connections {

    private final Vertx vertx;
    private final AtomicInteger open;
    private final int max;
    private final Duration firstRequest;
    private final Duration nextRequest;
    private final Map<HttpConnection, Long> expecting = new HashMap<>();

    void opened(HttpConnection connection) {
        int number = open.incrementAndGet();
        connection.closeHandler(ignored -> {
            open.decrementAndGet();
            received(connection);
        });
        if (number > max) {
            connection.close();
        } else {
            expect(connection, firstRequest);
        }
    }

    /** A request's headers are in; the next ones are due some time after its answer. */
    void requested(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        received(connection);
        request.response().bodyEndHandler(ignored -> expect(connection, nextRequest));
    }

    private void expect(HttpConnection connection, Duration within) {
        received(connection);
        expecting.put(connection, vertx.setTimer(within.toMillis(), ignored -> {
            expecting.remove(connection);
            connection.close();
        }));
    }

    private void received(HttpConnection connection) {
        Long timer = expecting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
