package io.failstatic.edge.shared;

import io.failstatic.edge.ratelimit.SharedCount;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

/**
 * What Redis says about one request, believed only within what is possible. <em>Immutable.</em>
 *
 * @param allowed whether the request may go on
 * @param used what all edges have used of the window
 * @param leftMillis what is left of it
 */
record Answer(boolean allowed, int used, long leftMillis) {

    private static final int MEMBERS = 3;
    private static final long MAX_USED = 1_000_000_000;
    private static final long MAX_WINDOW_MILLIS = 86_400_000;

    /** Reads an answer to this count; null when it cannot be true. */
    static @Nullable Answer read(@Nullable Response response, SharedCount count) {
        if (response == null || response.type() != ResponseType.MULTI || response.size() != MEMBERS) {
            return null;
        }
        Long allowed = number(response.get(0));
        Long used = number(response.get(1));
        Long left = number(response.get(2));
        if (allowed == null || used == null || left == null) {
            return null;
        }
        boolean possible = used >= Math.max(1, count.knownUsed()) && used <= MAX_USED && left >= 1;
        boolean consistent = allowed == 1 ? used <= count.limit() : allowed == 0 && used >= count.limit();
        return possible && consistent && left <= MAX_WINDOW_MILLIS
                ? new Answer(allowed == 1, used.intValue(), left)
                : null;
    }

    private static @Nullable Long number(@Nullable Response member) {
        return member != null && member.type() == ResponseType.NUMBER ? member.toLong() : null;
    }
}
