package io.failstatic.edge.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses whatever may change state to callers from elsewhere: nobody authenticates on this port. */
@Component
class LoopbackOnlyFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // An address as the container gives it is a literal: no name is looked up.
        if (SAFE.contains(request.getMethod())
                || isEvaluation(request)
                || InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    /** Evaluating a flag is a read, although its protocol makes it a POST. Compared as it was sent: a disguise is no exception. */
    private static boolean isEvaluation(HttpServletRequest request) {
        String path = request.getRequestURI();
        return request.getMethod().equals("POST")
                && (path.equals(OfrepController.PATH)
                        || (path.startsWith(OfrepController.PATH + "/")
                                && path.indexOf('/', OfrepController.PATH.length() + 1) < 0
                                && path.indexOf(';') < 0));
    }
}
