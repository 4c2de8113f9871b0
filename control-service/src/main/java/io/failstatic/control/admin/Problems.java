package io.failstatic.control.admin;

import io.failstatic.control.audit.TooManyWalksException;
import io.failstatic.control.change.ConflictException;
import io.failstatic.control.database.DatabaseNotReadyException;
import io.failstatic.control.freeze.Freeze;
import io.failstatic.control.freeze.FrozenException;
import io.failstatic.control.idempotency.AnswerTooLongException;
import io.failstatic.control.idempotency.KeyInUseException;
import io.failstatic.control.idempotency.KeyReusedException;
import io.failstatic.control.ledger.RegressedException;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.ledger.Sighting;
import io.failstatic.control.ledger.SnapshotForgottenException;
import io.failstatic.control.request.InvalidParametersException;
import io.failstatic.control.request.PreconditionFailedException;
import io.failstatic.control.request.PreconditionRequiredException;
import io.failstatic.control.request.ReasonRequiredException;
import io.failstatic.control.resource.InvalidContentException;
import io.failstatic.control.resource.MalformedContentException;
import io.failstatic.control.resource.NotFoundException;
import jakarta.persistence.PersistenceException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import lombok.extern.slf4j.Slf4j;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** The one table from exception to problem: no other place knows both a refusal and its HTTP status. */
@Slf4j
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {

    private static final String RETRY_AFTER_SECONDS = "5";

    @ExceptionHandler
    ResponseEntity<Object> malformed(MalformedContentException refusal, HttpServletRequest request) {
        return answer(HttpStatus.BAD_REQUEST, refusal.getMessage(), request, Map.of("errors", refusal.errors()));
    }

    @ExceptionHandler
    ResponseEntity<Object> parameters(InvalidParametersException refusal, HttpServletRequest request) {
        return answer(HttpStatus.BAD_REQUEST, refusal.getMessage(), request, Map.of("errors", refusal.errors()));
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidContentException refusal, HttpServletRequest request) {
        return answer(
                HttpStatus.UNPROCESSABLE_CONTENT, refusal.getMessage(), request, Map.of("errors", refusal.errors()));
    }

    @ExceptionHandler
    ResponseEntity<Object> notFound(NotFoundException refusal, HttpServletRequest request) {
        return answer(HttpStatus.NOT_FOUND, refusal.getMessage(), request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> forgotten(SnapshotForgottenException refusal, HttpServletRequest request) {
        return answer(HttpStatus.GONE, refusal.getMessage(), request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> conflict(ConflictException refusal, HttpServletRequest request) {
        String confirm = refusal.confirm();
        Map<String, Object> more =
                confirm == null ? Map.of("code", refusal.code()) : Map.of("code", refusal.code(), "confirm", confirm);
        return answer(HttpStatus.CONFLICT, refusal.getMessage(), request, more);
    }

    @ExceptionHandler
    ResponseEntity<Object> regressed(RegressedException refusal, HttpServletRequest request) {
        Revision stored = refusal.regression().stored();
        Sighting sighting = refusal.regression().sighting();
        return answer(
                HttpStatus.CONFLICT,
                refusal.getMessage(),
                request,
                Map.of(
                        "code", "regressed",
                        "lineage", stored.lineage(),
                        "stored", Map.of("epoch", stored.epoch(), "revision", stored.number()),
                        "witnessed", Map.of("epoch", sighting.epoch(), "revision", sighting.number()),
                        "resume", "POST /api/v1/epochs"));
    }

    @ExceptionHandler
    ResponseEntity<Object> frozen(FrozenException refusal, HttpServletRequest request) {
        Freeze freeze = refusal.freeze();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("freezeId", freeze.id());
        fields.put("reason", freeze.reason());
        fields.put("frozenBy", freeze.frozenBy());
        if (freeze.until() != null) {
            fields.put("until", freeze.until());
        }
        fields.put("operations", freeze.operations());
        ResponseEntity<Object> answer = answer(HttpStatus.LOCKED, refusal.getMessage(), request, fields);
        Long retryAfter = refusal.retryAfterSeconds();
        return retryAfter == null
                ? answer
                : ResponseEntity.status(HttpStatus.LOCKED)
                        .headers(answer.getHeaders())
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter))
                        .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<Object> stale(PreconditionFailedException refusal, HttpServletRequest request) {
        return answer(
                HttpStatus.PRECONDITION_FAILED,
                refusal.getMessage(),
                request,
                Map.of("version", refusal.storedVersion()));
    }

    @ExceptionHandler
    ResponseEntity<Object> unconditional(PreconditionRequiredException refusal, HttpServletRequest request) {
        return answer(HttpStatus.PRECONDITION_REQUIRED, refusal.getMessage(), request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> keyReused(KeyReusedException refusal, HttpServletRequest request) {
        return answer(HttpStatus.UNPROCESSABLE_CONTENT, refusal.getMessage(), request, Map.of("code", "KEY_REUSED"));
    }

    @ExceptionHandler
    ResponseEntity<Object> keyInUse(KeyInUseException refusal, HttpServletRequest request) {
        return answer(HttpStatus.CONFLICT, refusal.getMessage(), request, Map.of("code", "KEY_IN_USE"));
    }

    @ExceptionHandler
    ResponseEntity<Object> answerTooLong(AnswerTooLongException refusal, HttpServletRequest request) {
        return answer(HttpStatus.CONTENT_TOO_LARGE, refusal.getMessage(), request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> tooManyWalks(TooManyWalksException refusal, HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(HttpStatus.TOO_MANY_REQUESTS, refusal.getMessage(), request.getRequestURI()));
    }

    @ExceptionHandler
    ResponseEntity<Object> unreasoned(ReasonRequiredException refusal, HttpServletRequest request) {
        return answer(HttpStatus.UNPROCESSABLE_CONTENT, refusal.getMessage(), request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> notReady(DatabaseNotReadyException refusal, HttpServletRequest request) {
        return unavailable(request);
    }

    @ExceptionHandler
    ResponseEntity<Object> databaseAway(TransactionException failure, HttpServletRequest request) {
        log.debug("The database is away", failure);
        return unavailable(request);
    }

    @ExceptionHandler({DataAccessException.class, PersistenceException.class})
    ResponseEntity<Object> database(RuntimeException failure, HttpServletRequest request) {
        if (failure instanceof DataIntegrityViolationException || failure instanceof ConstraintViolationException) {
            return unexpected(failure, request);
        }
        log.debug("The database is away", failure);
        return unavailable(request);
    }

    @ExceptionHandler
    ResponseEntity<Object> denied(AccessDeniedException refusal, HttpServletRequest request) {
        return answer(HttpStatus.FORBIDDEN, "The caller's role does not allow this.", request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> body(BodyRefusedException refusal, HttpServletRequest request) {
        HttpStatus status = refusal.isLate() ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.CONTENT_TOO_LARGE;
        return answer(status, refusal.getMessage(), request, Map.of());
    }

    /** What the container and the firewall find wrong with parameters they find out only when asked for them. */
    @ExceptionHandler({InvalidParameterException.class, RequestRejectedException.class})
    ResponseEntity<Object> undecodable(RuntimeException failure, HttpServletRequest request) {
        return answer(HttpStatus.BAD_REQUEST, "The query or a header cannot be decoded.", request, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception failure, HttpServletRequest request) {
        BodyRefusedException refused = bodyRefusal(failure);
        if (refused != null) {
            return body(refused, request);
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "The request failed; the log tells why.", request, Map.of());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        BodyRefusedException refused = bodyRefusal(failure);
        return refused == null
                ? super.handleHttpMessageNotReadable(failure, headers, status, request)
                : body(refused, ((ServletWebRequest) request).getRequest());
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletRequest servlet = ((ServletWebRequest) request).getRequest();
        String detail = body instanceof ProblemDetail problem ? problem.getDetail() : null;
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(status, detail, servlet.getRequestURI()));
    }

    private static @Nullable BodyRefusedException bodyRefusal(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof BodyRefusedException)) {
            cause = cause.getCause();
        }
        return (BodyRefusedException) cause;
    }

    private static ResponseEntity<Object> unavailable(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The database is away.", request.getRequestURI()));
    }

    private static ResponseEntity<Object> answer(
            HttpStatus status, @Nullable String detail, HttpServletRequest request, Map<String, Object> more) {
        ProblemDetail problem = Problem.of(status, detail, request.getRequestURI());
        more.forEach(problem::setProperty);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
