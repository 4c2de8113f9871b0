package io.failstatic.edge.gateway;

import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.report.Outcome;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The answers that the edge gives itself: the one table from refusal to status (RFC 9457). */
enum Problem {
    BAD_REQUEST(400, "Bad Request", "not HTTP, an ambiguous path, or not exactly one Host", Outcome.BAD_REQUEST),
    UNAUTHORIZED(401, "Unauthorized", "unknown caller", Outcome.UNAUTHORIZED),
    NO_ROUTE(404, "Not Found", "no route for this path", Outcome.NO_ROUTE),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed", "CONNECT and TRACE end here", Outcome.BAD_REQUEST),
    BODY_TOO_SLOW(408, "Request Timeout", "the body arrived too slowly", Outcome.BAD_REQUEST),
    TARGET_TOO_LONG(414, "URI Too Long", "the request line is too long", Outcome.BAD_REQUEST),
    RATE_LIMITED(429, "Too Many Requests", "the limit of this window is used up", Outcome.RATE_LIMITED),
    FIELDS_TOO_LARGE(431, "Request Header Fields Too Large", "the header fields are too large", Outcome.BAD_REQUEST),
    BAD_GATEWAY(502, "Bad Gateway", "the service cannot be reached", Outcome.BAD_GATEWAY),
    LOOP(502, "Bad Gateway", "the service leads back to this edge", Outcome.BAD_GATEWAY),
    OVERLOADED(503, "Service Unavailable", "too many requests at a time", Outcome.OVERLOAD),
    GATEWAY_TIMEOUT(504, "Gateway Timeout", "the service did not answer in time", Outcome.GATEWAY_TIMEOUT);

    private static final int MAX_INSTANCE = 1024;

    private final int status;
    private final String detail;
    private final Outcome outcome;
    private final String prefix;

    Problem(int status, String title, String detail, Outcome outcome) {
        this.status = status;
        this.detail = detail;
        this.outcome = outcome;
        this.prefix = "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"";
    }

    int status() {
        return status;
    }

    /** The reason where there is no closer one. */
    String detail() {
        return detail;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Puts down what belongs to such an answer beside its status: when or how it may be tried again. */
    void tell(MultiMap headers, @Nullable RateLimit limit) {
        headers.set("Content-Type", "application/problem+json");
        headers.set("Cache-Control", "no-store");
        switch (this) {
            case RATE_LIMITED -> headers.set("Retry-After", String.valueOf(limit == null ? 1 : limit.resetSeconds()));
            case OVERLOADED -> headers.set("Retry-After", "1");
            case UNAUTHORIZED -> headers.set("WWW-Authenticate", "Bearer");
            case METHOD_NOT_ALLOWED -> headers.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            default -> {}
        }
    }

    /** The body as JSON. The instance is the request's target as it was sent, shortened. */
    String json(String detail, String target) {
        int question = target.indexOf('?');
        String instance = question < 0 ? target : target.substring(0, question);
        StringBuilder json =
                new StringBuilder(prefix.length() + detail.length() + instance.length() + 32).append(prefix);
        escape(json, detail);
        json.append("\",\"instance\":\"");
        escape(json, instance.length() > MAX_INSTANCE ? instance.substring(0, MAX_INSTANCE) : instance);
        return json.append("\"}").toString();
    }

    private static void escape(StringBuilder json, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
    }
}
