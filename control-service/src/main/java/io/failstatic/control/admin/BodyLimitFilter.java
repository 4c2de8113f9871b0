package io.failstatic.control.admin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongSupplier;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses long bodies before they are buffered, by their declared length, else as they are read; and those of no type. */
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
        if (isPattern(request.getContentType())) {
            Problem.write(
                    request, response, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The Content-Type is a pattern, not a type.");
            return;
        }
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
        try {
            chain.doFilter(
                    new LimitedRequest(
                            request, limit, nanos, properties.bodyDeadline().toNanos()),
                    response);
        } catch (BodyRefusedException e) {
            // Read by a filter. The container may have answered already that it cannot read on.
            HttpStatus status = e.isLate() ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.CONTENT_TOO_LARGE;
            Problem.write(request, response, status, e.getMessage());
        }
    }

    /** Such as the one that matches every type, at which the framework fails where any type is taken. */
    private static boolean isPattern(@Nullable String contentType) {
        return contentType != null && contentType.split(";", 2)[0].contains("*");
    }
}
