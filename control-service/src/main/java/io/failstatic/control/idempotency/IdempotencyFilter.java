package io.failstatic.control.idempotency;

import io.failstatic.control.access.Caller;
import io.failstatic.control.database.Database;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Answers a mutation that carries an {@code Idempotency-Key} as its first equal was answered. Runs behind the security
 * chain: keys are the caller's own, and a replay needs the role that the mutation needs.
 */
@Component
@Order(0)
final class IdempotencyFilter extends OncePerRequestFilter {

    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Set<String> MUTATIONS = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Database database;
    private final Once once;
    private final ReplayedRevision replayed;
    private final HandlerExceptionResolver problems;

    IdempotencyFilter(
            Database database,
            Once once,
            ReplayedRevision replayed,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.database = database;
        this.once = once;
        this.replayed = replayed;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        List<String> keys = Collections.list(request.getHeaders(IdempotencyKey.HEADER));
        if (keys.isEmpty()
                || caller == null
                || !(caller.getPrincipal() instanceof Caller known)
                || !MUTATIONS.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        CapturedResponse captured = new CapturedResponse(response);
        try {
            answer(known, IdempotencyKey.of(keys), new BufferedRequest(request), captured, response, chain);
        } catch (FailedAttemptException e) {
            captured.discard();
            throw e.failure;
        } catch (IOException | RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            captured.discard();
            if (problems.resolveException(request, response, null, e) == null) {
                throw e;
            }
        }
    }

    private void answer(
            Caller caller,
            IdempotencyKey key,
            BufferedRequest request,
            CapturedResponse captured,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException {
        database.requireReady();
        KeyedRequest keyed = KeyedRequest.of(caller.name(), key, request, request.body());
        Optional<Answer> earlier = once.unlessAnswered(keyed, new Handling(request, captured, chain));
        if (earlier.isPresent()) {
            replayed.ensureServed(earlier.get());
            write(earlier.get(), response);
        } else {
            captured.release();
        }
    }

    private static void write(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        CapturedResponse.copy(answer.headers(), response);
        response.setHeader(REPLAYED, "true");
        if (answer.body().length > 0) {
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
        }
    }

    /** The rest of the filters, and the controller. */
    @RequiredArgsConstructor
    private static final class Handling implements Once.Attempt {

        private final BufferedRequest request;
        private final CapturedResponse captured;
        private final FilterChain chain;

        @Override
        public Answer make() {
            try {
                chain.doFilter(request, captured.writable());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ServletException e) {
                throw new FailedAttemptException(e);
            }
            return captured.answer();
        }

        @Override
        public boolean isTrial() {
            return "true".equals(request.getParameter("dryRun"));
        }
    }

    /** What no controller has turned into an answer. */
    private static final class FailedAttemptException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final ServletException failure;

        FailedAttemptException(ServletException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
