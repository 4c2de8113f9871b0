package io.failstatic.control.distribution;

import io.failstatic.control.access.Caller;
import io.failstatic.control.audit.Denial;
import io.failstatic.control.audit.Denials;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Answers calls by those who may not make them, and has them put on record. Called on the event loop of the request. */
@RequiredArgsConstructor
final class DeniedCalls {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Answers answers;
    private final Denials denials;

    /** 401. */
    void unauthenticated(HttpServerRequest request, boolean tokenOffered) {
        String why = tokenOffered ? "The token is not known." : "A bearer token is required.";
        denials.unauthenticated(denial(request, null, why));
        answers.problem(
                request,
                401,
                "Unauthorized",
                why,
                Map.of("WWW-Authenticate", tokenOffered ? "Bearer error=\"invalid_token\"" : "Bearer"));
    }

    /**
     * 403.
     *
     * @param instanceId the instance that the caller speaks for; null when that is not why
     */
    void forbidden(HttpServerRequest request, Caller caller, @Nullable String instanceId, String why) {
        denials.forbidden(caller.name(), denial(request, instanceId, why));
        answers.problem(request, 403, "Forbidden", why, Map.of());
    }

    private static Denial denial(HttpServerRequest request, @Nullable String instanceId, String why) {
        String method = request.method().name();
        String action =
                "/distribution/v1/poll".equals(request.path()) ? "POLL" : METHODS.contains(method) ? method : "OTHER";
        return new Denial(
                action,
                instanceId == null ? null : "instances",
                instanceId,
                null,
                request.remoteAddress().hostAddress(),
                why);
    }
}
