package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the listener answers: the headers that every answer carries, snapshots, their absence, and problems. Called on the
 * event loop of the request.
 */
final class Answers {

    private static final CharSequence CONFIG_LINEAGE = HttpHeaders.createOptimized("Config-Lineage");
    private static final CharSequence CONFIG_EPOCH = HttpHeaders.createOptimized("Config-Epoch");
    private static final CharSequence CONFIG_REVISION = HttpHeaders.createOptimized("Config-Revision");
    private static final CharSequence CONFIG_DIGEST = HttpHeaders.createOptimized("Config-Digest");
    private static final CharSequence CONFIG_SIGNATURE = HttpHeaders.createOptimized("Config-Signature");
    private static final CharSequence POLL_INTERVAL = HttpHeaders.createOptimized("Poll-Interval");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence ACCEPT_ENCODING = HttpHeaders.createOptimized("Accept-Encoding");
    private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM_TYPE = HttpHeaders.createOptimized("application/problem+json");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Heads heads;
    private final String pollInterval;
    private volatile boolean closing;

    Answers(Heads heads, long pollIntervalSeconds) {
        this.heads = heads;
        this.pollInterval = Long.toString(pollIntervalSeconds);
    }

    /** From now on every answer asks its connection to be closed. */
    void closeConnections() {
        closing = true;
    }

    /** 200 with the snapshot. */
    void snapshot(HttpServerRequest request, Head head) {
        HttpServerResponse response = begin(request, 200, head);
        identify(response, head);
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE);
        Buffer body = head.json();
        if (AcceptEncoding.takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING))) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
            body = head.gzip();
        }
        end(request, response, body);
    }

    /** 204: nothing newer. */
    void nothingNewer(HttpServerRequest request, Head head) {
        begin(request, 204, head).end();
    }

    /** 304: the caller has it. */
    void notModified(HttpServerRequest request, Head head) {
        HttpServerResponse response = begin(request, 304, head);
        identify(response, head);
        response.end();
    }

    void json(HttpServerRequest request, Object content) {
        HttpServerResponse response = begin(request, 200, heads.find(RenderedSnapshot.STABLE));
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE);
        end(request, response, Buffer.buffer(JSON.writeValueAsBytes(content)));
    }

    /** A problem, with the head of the stable audience where there is one. */
    void problem(HttpServerRequest request, int status, String title, String detail, Map<String, String> headers) {
        HttpServerResponse response = begin(request, status, heads.find(RenderedSnapshot.STABLE));
        response.putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_TYPE);
        headers.forEach(response::putHeader);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        String path = request.path();
        problem.put("instance", path == null ? "/" : path);
        end(request, response, Buffer.buffer(JSON.writeValueAsBytes(problem)));
    }

    private HttpServerResponse begin(HttpServerRequest request, int status, @Nullable Head head) {
        HttpServerResponse response = request.response().setStatusCode(status);
        if (head != null) {
            response.putHeader(CONFIG_LINEAGE, head.snapshot().lineage());
            response.putHeader(CONFIG_EPOCH, head.epoch());
            response.putHeader(CONFIG_REVISION, head.revision());
        }
        response.putHeader(POLL_INTERVAL, pollInterval);
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        response.putHeader(HttpHeaders.VARY, ACCEPT_ENCODING);
        if (closing) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        return response;
    }

    private static void identify(HttpServerResponse response, Head head) {
        response.putHeader(HttpHeaders.ETAG, head.etag());
        response.putHeader(CONFIG_DIGEST, head.snapshot().digest());
        String signature = head.snapshot().signature();
        if (signature != null) {
            response.putHeader(CONFIG_SIGNATURE, signature);
        }
    }

    private static void end(HttpServerRequest request, HttpServerResponse response, Buffer body) {
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }
}
