package io.failstatic.control.distribution;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import lombok.RequiredArgsConstructor;

/** Reads request bodies that are neither too long nor too slow, and answers those that are. */
@RequiredArgsConstructor
final class BodyReader {

    private final Answers answers;
    private final Duration deadline;

    /** Hands the whole body over once it is there. */
    void read(HttpServerRequest request, int maxSize, Handler<Buffer> whole) {
        if (declared(request) > maxSize) {
            refuse(request, 413, "Content Too Large", "The body is longer than " + maxSize + " bytes.");
            return;
        }
        new Reading(request, maxSize, whole).begin();
    }

    private static long declared(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : 0;
    }

    /** The rest of the body is not read: the connection has to go. */
    private void refuse(HttpServerRequest request, int status, String title, String detail) {
        request.response()
                .endHandler(ignored -> Objects.requireNonNull(Vertx.currentContext())
                        .owner()
                        .setTimer(1000, late -> request.connection().close()));
        answers.problem(request, status, title, detail, Map.of("Connection", "close"));
    }

    /** One body on its way in. Confined to the event loop. */
    private final class Reading {

        private final HttpServerRequest request;
        private final int maxSize;
        private final Handler<Buffer> whole;
        private final Buffer body = Buffer.buffer();
        private boolean over;

        Reading(HttpServerRequest request, int maxSize, Handler<Buffer> whole) {
            this.request = request;
            this.maxSize = maxSize;
            this.whole = whole;
        }

        void begin() {
            Context loop = Objects.requireNonNull(Vertx.currentContext());
            long timer = loop.owner()
                    .setTimer(deadline.toMillis(), ignored -> end(408, "Request Timeout", "The body did not arrive."));
            request.exceptionHandler(ignored -> {
                over = true;
                loop.owner().cancelTimer(timer);
            });
            request.handler(this::take);
            request.endHandler(ignored -> {
                loop.owner().cancelTimer(timer);
                if (!over) {
                    over = true;
                    whole.handle(body);
                }
            });
        }

        private void take(Buffer chunk) {
            if (over) {
                return;
            }
            if (body.length() + chunk.length() > maxSize) {
                end(413, "Content Too Large", "The body is longer than " + maxSize + " bytes.");
            } else {
                body.appendBuffer(chunk);
            }
        }

        private void end(int status, String title, String detail) {
            if (!over) {
                over = true;
                refuse(request, status, title, detail);
            }
        }
    }
}
