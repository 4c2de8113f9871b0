package io.failstatic.control.idempotency;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** A response that is held back until its change is committed. Confined to its thread. */
final class CapturedResponse {

    private final HttpServletResponse response;
    private final ContentCachingResponseWrapper held;

    /** What belongs to the exchange, whatever is answered. */
    private final Map<String, List<String>> before;

    CapturedResponse(HttpServletResponse response) {
        this.response = response;
        this.held = new ContentCachingResponseWrapper(response);
        this.before = headers(response);
    }

    /** What handlers write to. */
    HttpServletResponse writable() {
        return held;
    }

    /** What has been written. */
    Answer answer() {
        Map<String, List<String>> added = headers(held);
        added.entrySet().removeAll(before.entrySet());
        added.remove(HttpHeaders.CONTENT_LENGTH);
        String type = held.getContentType();
        if (type != null) {
            added.put(HttpHeaders.CONTENT_TYPE, List.of(type));
        }
        return new Answer(held.getStatus(), added, held.getContentAsByteArray());
    }

    /** Lets the answer go. */
    void release() throws IOException {
        held.copyBodyToResponse();
    }

    /** Forgets the answer, so that another one can be given. */
    void discard() {
        response.reset();
        copy(before, response);
    }

    /** Gives a response headers, in the place of what it has of the same names. */
    static void copy(Map<String, List<String>> headers, HttpServletResponse response) {
        headers.forEach((name, values) -> {
            response.setHeader(name, values.get(0));
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
    }

    private static Map<String, List<String>> headers(HttpServletResponse response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : response.getHeaderNames()) {
            Collection<String> values = response.getHeaders(name);
            headers.put(name, List.copyOf(values));
        }
        return headers;
    }
}
