package io.failstatic.control.distribution;

import io.failstatic.control.fleet.InstanceReport;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/** A poll that waits for news. Answered once, on the event loop of its request. */
final class HeldPoll {

    private final HttpServerRequest request;
    private final InstanceReport report;
    private final String audience;
    private final Context loop;
    private final long expires;
    private final double perSecond;
    private boolean over;

    /**
     * A poll that begins to wait.
     *
     * @param millis how long it is held at most
     * @param nanos now, of a monotonic source
     */
    HeldPoll(HttpServerRequest request, InstanceReport report, String audience, Context loop, long millis, long nanos) {
        this.request = request;
        this.report = report;
        this.audience = audience;
        this.loop = loop;
        this.expires = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
        this.perSecond = 1_000.0 / Math.max(1_000, millis);
    }

    HttpServerRequest request() {
        return request;
    }

    InstanceReport report() {
        return report;
    }

    String audience() {
        return audience;
    }

    Context loop() {
        return loop;
    }

    /** When the wait ends by itself, of the monotonic source. */
    long expires() {
        return expires;
    }

    /** Polls per second that its agent makes while nothing happens. */
    double perSecond() {
        return perSecond;
    }

    /** Ends the wait; false when it was over already. On the event loop only. */
    boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }
}
