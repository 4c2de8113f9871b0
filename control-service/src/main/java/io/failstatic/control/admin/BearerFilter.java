package io.failstatic.control.admin;

import io.failstatic.control.access.Caller;
import io.failstatic.control.access.JwtCallers;
import io.failstatic.control.access.ProviderAwayException;
import io.failstatic.control.access.Tokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates a request by its bearer token; without a header the request goes on as nobody's. */
@RequiredArgsConstructor
final class BearerFilter extends OncePerRequestFilter {

    private static final String RETRY_AFTER_SECONDS = "5";

    private final Tokens tokens;
    private final JwtCallers provided;
    private final AuthenticationEntryPoint refuse;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> caller;
        try {
            caller = tokens.authenticateHeader(header).or(() -> provided.authenticateHeader(header));
        } catch (ProviderAwayException e) {
            logger.debug("A token could not be checked", e);
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            Problem.write(request, response, HttpStatus.SERVICE_UNAVAILABLE, e.getMessage());
            return;
        }
        if (caller.isEmpty()) {
            refuse.commence(request, response, new BadCredentialsException("The token is not known."));
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller.get()));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
