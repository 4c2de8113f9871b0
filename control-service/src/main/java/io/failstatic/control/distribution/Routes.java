package io.failstatic.control.distribution;

import io.failstatic.control.access.Caller;
import io.failstatic.control.access.Role;
import io.failstatic.control.access.Tokens;
import io.failstatic.control.fleet.InstanceReport;
import io.failstatic.control.snapshot.PublicKeys;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** The way of a request through the listener: authenticated, then led to the one thing that answers it. */
@RequiredArgsConstructor
final class Routes {

    private final Tokens tokens;
    private final Polls polls;
    private final Answers answers;
    private final BodyReader bodies;
    private final PublicKeys keys;
    private final DeniedCalls denied;

    /** Answers one request. On its event loop. */
    void route(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        Optional<Caller> caller = authorization == null ? Optional.empty() : tokens.authenticateHeader(authorization);
        if (caller.isEmpty()) {
            denied.unauthenticated(request, authorization != null);
        } else if (!caller.get().has(Role.AGENT)) {
            denied.forbidden(request, caller.get(), null, "Only the role AGENT may call this.");
        } else {
            route(request, caller.get());
        }
    }

    private void route(HttpServerRequest request, Caller caller) {
        String path = request.path();
        switch (path == null ? "" : path) {
            case "/distribution/v1/poll" -> {
                if (allows(request, HttpMethod.POST)) {
                    bodies.read(request, PollBody.MAX_SIZE, body -> polls.poll(request, caller, body));
                }
            }
            case "/distribution/v1/snapshot" -> {
                if (allows(request, HttpMethod.GET, HttpMethod.HEAD)) {
                    snapshot(request);
                }
            }
            case "/distribution/v1/keys" -> {
                if (allows(request, HttpMethod.GET, HttpMethod.HEAD)) {
                    keys(request);
                }
            }
            case "/api/v1/gateway-config" -> {
                if (allows(request, HttpMethod.GET, HttpMethod.HEAD)) {
                    gatewayConfig(request);
                }
            }
            default -> answers.problem(request, 404, "Not Found", "There is nothing at this path.", Map.of());
        }
    }

    private boolean allows(HttpServerRequest request, HttpMethod... methods) {
        List<HttpMethod> allowed = List.of(methods);
        if (allowed.contains(request.method())) {
            return true;
        }
        String names = String.join(", ", allowed.stream().map(HttpMethod::name).toList());
        answers.problem(request, 405, "Method Not Allowed", "This path takes " + names + ".", Map.of("Allow", names));
        return false;
    }

    private void snapshot(HttpServerRequest request) {
        String instanceId = request.getHeader("Instance-Id");
        if (instanceId != null && !InstanceReport.isId(instanceId)) {
            answers.problem(request, 400, "Bad Request", "Instance-Id (expected: 1 to 64 of A-Za-z0-9._-)", Map.of());
            return;
        }
        Head head = head(request, instanceId);
        if (head == null) {
            return;
        }
        if (matches(request.headers().getAll(HttpHeaders.IF_NONE_MATCH), head.etag())) {
            answers.notModified(request, head);
        } else {
            answers.snapshot(request, head);
        }
    }

    private void gatewayConfig(HttpServerRequest request) {
        String version = request.getParam("current_version");
        if (version != null && !version.matches("[0-9]{1,18}")) {
            answers.problem(request, 400, "Bad Request", "current_version (expected: a revision)", Map.of());
            return;
        }
        Head head = head(request, null);
        if (head == null) {
            return;
        }
        if (version != null && Long.parseLong(version) >= head.snapshot().revision()) {
            answers.notModified(request, head);
        } else {
            answers.snapshot(request, head);
        }
    }

    private void keys(HttpServerRequest request) {
        Optional<List<PublicKeys.PublicKey>> known = keys.list();
        if (known.isPresent()) {
            answers.json(request, Map.of("keys", known.get()));
        } else {
            answers.problem(
                    request,
                    503,
                    "Service Unavailable",
                    "The signing key has not been read from the database yet.",
                    Polls.RETRY_SOON);
        }
    }

    private @Nullable Head head(HttpServerRequest request, @Nullable String instanceId) {
        Head head = polls.headOf(instanceId);
        if (head == null) {
            answers.problem(
                    request, 503, "Service Unavailable", "There is no snapshot to serve yet.", Polls.RETRY_SOON);
        }
        return head;
    }

    /** Compares weakly, as RFC 9110 section 13.1.2 asks of If-None-Match. */
    private static boolean matches(List<String> ifNoneMatch, String etag) {
        for (String header : ifNoneMatch) {
            for (String each : header.split(",", -1)) {
                String candidate = each.strip();
                if (candidate.equals("*") || candidate.equals(etag) || candidate.equals("W/" + etag)) {
                    return true;
                }
            }
        }
        return false;
    }
}
