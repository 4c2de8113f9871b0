package io.failstatic.control.admin;

import io.failstatic.control.access.Caller;
import io.failstatic.control.access.RequestId;
import io.failstatic.control.audit.AuditEvent;
import io.failstatic.control.audit.AuditLog;
import io.failstatic.control.audit.Outcome;
import io.failstatic.control.request.ChangeRequests;
import io.failstatic.control.request.InvalidParametersException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Puts every refused mutation on record that nobody has recorded with more knowledge of it, before it is answered. */
@Slf4j
@RestControllerAdvice
@RequiredArgsConstructor
final class RefusedMutations implements ResponseBodyAdvice<Object> {

    private static final Set<String> MUTATIONS = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final AuditLog audit;
    private final ChangeRequests requests;

    @Override
    public boolean supports(MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return method.getContainingClass() == Problems.class;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter method,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (body instanceof ProblemDetail problem
                && request instanceof ServletServerHttpRequest servlet
                && caller != null
                && caller.getPrincipal() instanceof Caller known) {
            Outcome outcome = outcome(problem.getStatus());
            if (outcome != null && isUnrecordedMutation(servlet.getServletRequest())) {
                record(known, outcome, servlet.getServletRequest());
            }
        }
        return body;
    }

    private static boolean isUnrecordedMutation(HttpServletRequest request) {
        return MUTATIONS.contains(request.getMethod())
                && request.getRequestURI().startsWith("/api/")
                && !AuditLog.hasRefused(request)
                && !isTry(request);
    }

    /** Whether it was not meant to change anything, however that was written. */
    private static boolean isTry(HttpServletRequest request) {
        try {
            String dryRun = request.getParameter("dryRun");
            return dryRun != null && !dryRun.equals("false");
        } catch (RuntimeException e) {
            // The query cannot be decoded, which is why the request is refused.
            return false;
        }
    }

    /** Null for what is no refusal of the request itself. */
    private static @Nullable Outcome outcome(int status) {
        return switch (HttpStatus.valueOf(status)) {
            case UNAUTHORIZED, REQUEST_TIMEOUT, TOO_MANY_REQUESTS -> null;
            case FORBIDDEN -> Outcome.DENIED;
            case CONFLICT, PRECONDITION_FAILED -> Outcome.CONFLICT;
            case LOCKED -> Outcome.FROZEN;
            default -> status < 500 ? Outcome.INVALID : null;
        };
    }

    private void record(Caller caller, Outcome outcome, HttpServletRequest request) {
        AttemptedAction attempted = AttemptedAction.of(request.getMethod(), request.getRequestURI());
        try {
            audit.appendRefusal(new AuditEvent(
                    caller.name(),
                    attempted.action(),
                    attempted.kind(),
                    attempted.resourceId(),
                    null,
                    null,
                    null,
                    List.of(),
                    reason(request),
                    RequestId.of(request),
                    request.getRemoteAddr(),
                    outcome,
                    breaksGlass(request)));
        } catch (RuntimeException e) {
            // The caller is told why the request was refused, whatever became of the record.
            log.warn("A refused {} could not be recorded: {}", attempted.action(), e.getMessage());
        }
    }

    private @Nullable String reason(HttpServletRequest request) {
        try {
            return requests.reason(request);
        } catch (InvalidParametersException | RequestRejectedException e) {
            return null;
        }
    }

    private static boolean breaksGlass(HttpServletRequest request) {
        try {
            return "true".equals(request.getHeader("Break-Glass"));
        } catch (RequestRejectedException e) {
            // A value that no header may have is not handed out, which is why the request is refused.
            return false;
        }
    }
}
