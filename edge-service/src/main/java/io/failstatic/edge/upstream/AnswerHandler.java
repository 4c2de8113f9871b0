package io.failstatic.edge.upstream;

import io.vertx.core.http.HttpClientResponse;

/** Takes what became of a request: exactly one of the two calls, unless it was cancelled. */
public interface AnswerHandler {

    /** The response headers are here; the body is paused until it is read. */
    void answered(HttpClientResponse response);

    /** There will be no answer, or its client will not get to the end of it. */
    void failed(UpstreamFailure failure);
}
