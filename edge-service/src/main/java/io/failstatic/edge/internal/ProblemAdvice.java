package io.failstatic.edge.internal;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Makes problems of what Spring MVC refuses, complete with their type. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    static final URI TYPE = URI.create("about:blank");

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode statusCode, WebRequest request) {
        if (body instanceof ProblemDetail problem) {
            problem.setType(TYPE);
        }
        return super.createResponseEntity(body, headers, statusCode, request);
    }
}
