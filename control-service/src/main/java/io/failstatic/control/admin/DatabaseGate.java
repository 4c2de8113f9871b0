package io.failstatic.control.admin;

import io.failstatic.control.database.Database;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets nothing that needs the database through to a controller before the schema is in place. */
@Component
@RequiredArgsConstructor
final class DatabaseGate implements HandlerInterceptor {

    private final Database database;

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        database.requireReady();
        return true;
    }
}
