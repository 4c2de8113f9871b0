package io.failstatic.control.admin;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallLimitIT {

    @TempDir
    static Path data;

    private static RunningControl control;

    @BeforeAll
    static void start() {
        control = RunningControl.start(
                data, "control.admin.rate-limit.per-second=1", "control.admin.rate-limit.burst=10");
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void aCallerWhoCallsTooOftenIsToldWhenToComeBack() {
        HttpResponse<String> refused = untilRefused(EDITOR, 200);
        assertTooMany(refused);
        // Changes are calls like any other, and nothing is done for them.
        assertTooMany(control.admin(EDITOR, "POST", "/api/v1/tenants", "{}", "Idempotency-Key", "k"));
        // It is nobody else's limit.
        assertThat(control.admin(VIEWER, "GET", "/api/v1/status", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void unknownCallersAreLimitedByTheirAddressAndInNobodysWay() {
        HttpResponse<String> refused = untilRefused("wrong", 401);
        assertTooMany(refused);
        assertTooMany(control.admin(null, "GET", "/api/v1/status", null));
        assertThat(control.admin(ADMIN, "GET", "/api/v1/status", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theOtherListenersHaveNoPartInIt() {
        for (int i = 0; i < 30; i++) {
            assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<String> untilRefused(String token, int expected) {
        for (int i = 0; i < 1000; i++) {
            HttpResponse<String> answer = control.admin(token, "GET", "/api/v1/status", null);
            if (answer.statusCode() != expected) {
                assertThat(i).isGreaterThanOrEqualTo(10);
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    private static void assertTooMany(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isPositive();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(json(answer).get("status").asInt()).isEqualTo(429);
    }
}
