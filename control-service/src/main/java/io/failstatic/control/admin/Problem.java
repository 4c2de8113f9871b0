package io.failstatic.control.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** One answer that tells why there is no other: RFC 9457. The type says nothing beyond the status. */
final class Problem {

    private static final URI TYPE = URI.create("about:blank");
    private static final JsonMapper JSON = JsonMapper.shared();

    private Problem() {}

    static ProblemDetail of(HttpStatusCode status, @Nullable String detail, @Nullable String path) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setType(TYPE);
        HttpStatus known = HttpStatus.resolve(status.value());
        problem.setTitle(known == null ? "Error" : known.getReasonPhrase());
        problem.setDetail(detail == null ? problem.getTitle() + "." : detail);
        problem.setInstance(instance(path));
        return problem;
    }

    /** Writes a problem where Spring MVC is not, or no longer, in charge. */
    static void write(
            HttpServletRequest request, HttpServletResponse response, HttpStatusCode status, @Nullable String detail)
            throws IOException {
        write(request.getRequestURI(), response, status, detail);
    }

    static void write(
            @Nullable String path, HttpServletResponse response, HttpStatusCode status, @Nullable String detail)
            throws IOException {
        if (!response.isCommitted()) {
            response.resetBuffer();
            response.setStatus(status.value());
            byte[] body = bytes(status, detail, path);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.flushBuffer();
        }
    }

    static byte[] bytes(HttpStatusCode status, @Nullable String detail, @Nullable String path) {
        ProblemDetail problem = of(status, detail, path);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", String.valueOf(problem.getType()));
        fields.put("title", String.valueOf(problem.getTitle()));
        fields.put("status", problem.getStatus());
        fields.put("detail", String.valueOf(problem.getDetail()));
        fields.put("instance", String.valueOf(problem.getInstance()));
        return JSON.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
    }

    /** The path as it came, unless it is none. */
    private static URI instance(@Nullable String path) {
        try {
            return path == null || path.isEmpty() ? URI.create("/") : new URI(null, null, path, null);
        } catch (URISyntaxException e) {
            return URI.create("/");
        }
    }
}
