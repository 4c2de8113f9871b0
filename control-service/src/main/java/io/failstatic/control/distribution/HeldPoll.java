package io.failstatic.control.distribution;

import io.failstatic.control.fleet.InstanceReport;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

/** A poll that waits for news. Answered once, on the event loop of its request. */
final class HeldPoll {

    private final HttpServerRequest request;
    private final InstanceReport report;
    private final String audience;
    private final Context loop;
    private boolean over;

    HeldPoll(HttpServerRequest request, InstanceReport report, String audience, Context loop) {
        this.request = request;
        this.report = report;
        this.audience = audience;
        this.loop = loop;
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

    /** Ends the wait; false when it was over already. On the event loop only. */
    boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }
}
