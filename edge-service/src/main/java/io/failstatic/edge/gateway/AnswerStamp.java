package io.failstatic.edge.gateway;

import io.failstatic.edge.ratelimit.RateLimit;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** What the edge says on each answer, whoever gives it. <em>Stateless.</em> */
final class AnswerStamp {

    private AnswerStamp() {}

    /** @param limit how the caller's window stands, or null when that is not known */
    static void put(MultiMap headers, long revision, String requestId, @Nullable RateLimit limit) {
        headers.set("Config-Revision", Long.toString(revision));
        headers.set("X-Request-Id", requestId);
        if (limit != null) {
            headers.set("RateLimit-Limit", Integer.toString(limit.limit()));
            headers.set("RateLimit-Remaining", Integer.toString(limit.remaining()));
            headers.set("RateLimit-Reset", Integer.toString(limit.resetSeconds()));
        }
    }
}
