package io.failstatic.control.admin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongSupplier;
import lombok.RequiredArgsConstructor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses long bodies before they are buffered: by their declared length, else as they are read. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
@RequiredArgsConstructor
final class BodyLimitFilter extends OncePerRequestFilter {

    private static final Set<String> MANY_RESOURCES = Set.of("/api/v1/apply", "/api/v1/changesets");

    private final AdminProperties properties;
    private final LongSupplier nanos;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limit = MANY_RESOURCES.contains(request.getRequestURI())
                ? properties.maxApplySize().toBytes()
                : properties.maxBodySize().toBytes();
        if (request.getContentLengthLong() > limit) {
            Problem.write(
                    request,
                    response,
                    HttpStatus.CONTENT_TOO_LARGE,
                    BodyRefusedException.tooLong(limit).getMessage());
            return;
        }
        chain.doFilter(
                new LimitedRequest(
                        request, limit, nanos, properties.bodyDeadline().toNanos()),
                response);
    }
}
