package io.failstatic.control.admin;

import io.failstatic.control.access.RequestId;
import io.failstatic.control.audit.Denial;
import io.failstatic.control.audit.Denials;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/** What Spring Security refuses, put on record and told as problems. */
@Component
@RequiredArgsConstructor
final class SecurityRefusals implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    /** So that whoever has been answered finds the entry; but the answer does not wait long. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CallLimits limits;
    private final Denials denials;

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException {
        if (!limits.allowUnknown(request, response)) {
            return;
        }
        boolean offered = refusal instanceof BadCredentialsException;
        String why = offered ? "The token is not known." : "A bearer token is required.";
        denials.unauthenticated(denial(request, why)).await(PATIENCE);
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, offered ? "Bearer error=\"invalid_token\"" : "Bearer");
        Problem.write(request, response, HttpStatus.UNAUTHORIZED, why);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        String why = "The caller's role does not allow this.";
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller != null) {
            denials.forbidden(caller.getName(), denial(request, why)).await(PATIENCE);
        }
        Problem.write(request, response, HttpStatus.FORBIDDEN, why);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException refusal)
            throws IOException {
        Problem.write(request, response, HttpStatus.BAD_REQUEST, "The request's path or headers are ambiguous.");
    }

    private static Denial denial(HttpServletRequest request, String why) {
        AttemptedAction attempted = AttemptedAction.of(request.getMethod(), request.getRequestURI());
        return new Denial(
                attempted.action(),
                attempted.kind(),
                attempted.resourceId(),
                RequestId.of(request),
                request.getRemoteAddr(),
                why);
    }
}
