package io.failstatic.control.admin;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RawHttp;
import io.failstatic.control.RunningControl;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminListenerIT {

    @TempDir
    static Path data;

    private static RunningControl control;

    @BeforeAll
    static void start() {
        control = RunningControl.start(data);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String path) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer).get("status").asInt()).isEqualTo(status);
        assertThat(json(answer).get("instance").asString()).isEqualTo(path);
        assertThat(json(answer).get("type").asString()).isNotEmpty();
        assertThat(json(answer).get("title").asString()).isNotEmpty();
        assertThat(json(answer).get("detail").asString()).isNotEmpty();
        assertThat(answer.body()).doesNotContain("Exception", "springframework", "\tat ", "trace");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void refusesWhoIsNobody() {
        HttpResponse<String> nobody = control.admin(null, "GET", "/api/v1/status", null);
        assertProblem(nobody, 401, "/api/v1/status");
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertProblem(control.admin("wrong", "GET", "/api/v1/status", null), 401, "/api/v1/status");
        assertProblem(
                control.admin(null, "GET", "/api/v1/status", null, "Authorization", "Basic YTpi"),
                401,
                "/api/v1/status");
        assertProblem(control.admin(null, "GET", "/nothing", null), 401, "/nothing");
    }

    @Test
    void refusesWhoseRoleIsTooSmall() {
        assertProblem(control.admin(AGENT, "GET", "/api/v1/status", null), 403, "/api/v1/status");
        assertProblem(control.admin(VIEWER, "POST", "/api/v1/tenants", "{\"name\":\"n\"}"), 403, "/api/v1/tenants");
        assertProblem(
                control.admin(EDITOR, "POST", "/api/v1/tenants/t/api-keys", "{}"), 403, "/api/v1/tenants/t/api-keys");
        assertProblem(control.admin(EDITOR, "POST", "/api/v1/epochs", "{}"), 403, "/api/v1/epochs");
        assertProblem(control.admin(EDITOR, "POST", "/api/v1/freeze", "{}"), 403, "/api/v1/freeze");
        assertThat(control.admin(VIEWER, "GET", "/api/v1/tenants", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void tellsWhatIsNotThere() {
        assertProblem(control.admin(ADMIN, "GET", "/nothing", null), 404, "/nothing");
        assertProblem(control.admin(ADMIN, "GET", "/api/v1/nothing", null), 404, "/api/v1/nothing");
        assertProblem(control.admin(ADMIN, "GET", "/api/v1/tenants/nobody", null), 404, "/api/v1/tenants/nobody");
        assertProblem(control.admin(ADMIN, "GET", "/error", null), 404, "/error");
    }

    @Test
    void tellsWhichMethodsAndTypesItTakes() {
        HttpResponse<String> method = control.admin(ADMIN, "DELETE", "/api/v1/status", null);
        assertProblem(method, 405, "/api/v1/status");
        assertThat(method.headers().firstValue("Allow")).isPresent();
        assertProblem(
                control.admin(ADMIN, "POST", "/api/v1/tenants", "<a/>", "Content-Type", "application/xml"),
                415,
                "/api/v1/tenants");
        assertProblem(
                control.admin(ADMIN, "GET", "/api/v1/status", null, "Accept", "application/xml"),
                406,
                "/api/v1/status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=%zz", "%", "=", "name=%ff", "na%00me=1"})
    void refusesParametersThatCannotBeDecoded(String query) throws IOException {
        String request = "GET /api/v1/tenants?" + query + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + ADMIN + "\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.exchange(control.port("admin"), request, 10_000))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
    }

    @Test
    void refusesAContentTypeThatIsNone() {
        assertProblem(
                control.admin(ADMIN, "POST", "/api/v1/unfreeze", "{}", "Content-Type", "*/*"), 415, "/api/v1/unfreeze");
    }

    @Test
    void takesNoFormWhetherItCanBeDecodedOrNot() {
        for (String form : new String[] {"name=a", "name=%zz"}) {
            assertProblem(
                    control.admin(
                            ADMIN,
                            "PUT",
                            "/api/v1/tenants/acme",
                            form,
                            "Content-Type",
                            "application/x-www-form-urlencoded"),
                    415,
                    "/api/v1/tenants/acme");
        }
    }

    @Test
    void refusesOversizeBodiesDeclaredOrNot() throws IOException {
        String big = "{\"name\":\"" + "x".repeat(1_100_000) + "\"}";
        assertProblem(control.admin(ADMIN, "POST", "/api/v1/tenants", big), 413, "/api/v1/tenants");
        String chunked = "POST /api/v1/tenants HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ADMIN
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + Integer.toHexString(big.length()) + "\r\n" + big + "\r\n0\r\n\r\n";
        assertThat(RawHttp.exchange(control.port("admin"), chunked, 10_000))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a|{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/status HTTP/1.1\r\n\r\n",
                "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
                "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nbad header\r\n: x\r\nConnection: close\r\n\r\n",
                "GET /api/../%2e%2e/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api%2f/%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET //api//v1;x=y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "TRACE /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "garbage\r\n\r\n",
                "POST /api/v1/tenants HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            })
    void tellsAsAProblemWhatIsHardlyHttp(String request) throws IOException {
        String answer = RawHttp.exchange(control.port("admin"), request, 15_000);
        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").contains("application/problem+json", "\"status\":4");
        assertThat(answer).doesNotContain("Exception", "<html", "\tat ");
    }

    @Test
    void tellsHeadersThatAreTooLong() throws IOException {
        String request = "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n";
        assertThat(RawHttp.exchange(control.port("admin"), request, 10_000))
                .matches("(?s)HTTP/1.1 4\\d\\d .*")
                .contains("application/problem+json");
    }

    @Test
    void namesEachRequest() {
        assertThat(control.admin(ADMIN, "GET", "/api/v1/status", null, "X-Request-Id", "mine-1")
                        .headers()
                        .firstValue("X-Request-Id"))
                .hasValue("mine-1");
        assertThat(control.admin(ADMIN, "GET", "/api/v1/status", null, "X-Request-Id", "a b\u00e9".substring(0, 3))
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow())
                .hasSize(36);
    }

    @Test
    void sendsSafetyHeadersAndNoCookiesWithEveryAnswer() throws IOException {
        assertSafe(control.admin(ADMIN, "GET", "/api/v1/status", null), 200);
        assertSafe(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"name\":\"n\"}"), 201);
        assertSafe(control.admin(null, "GET", "/api/v1/status", null), 401);
        assertSafe(control.admin(AGENT, "GET", "/api/v1/status", null), 403);
        assertSafe(control.admin(ADMIN, "GET", "/nothing", null), 404);
        assertSafe(control.admin(ADMIN, "DELETE", "/api/v1/status", null), 405);
        assertSafe(control.admin(ADMIN, "GET", "/api/v1/status", null, "Accept", "application/xml"), 406);
        assertSafe(control.admin(ADMIN, "POST", "/api/v1/tenants", "x".repeat(1_100_000)), 413);
        assertSafe(control.admin(ADMIN, "POST", "/api/v1/tenants", "{}"), 422);
        for (String request : new String[] {
            "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api%2f/%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET //api//v1;x=y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        }) {
            assertThat(RawHttp.exchange(control.port("admin"), request, 10_000))
                    .contains("HTTP/1.1 400", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY")
                    .contains("Cache-Control: no-store")
                    .doesNotContain("Set-Cookie", "Server:");
        }
    }

    private static void assertSafe(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(answer.headers().allValues("Cache-Control"))
                .singleElement()
                .asString()
                .contains("no-store");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void letsEverybodySeeHealthInfoAndMetricsOnTheManagementPortOnly() {
        assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(control.management("/actuator/health/readiness").statusCode())
                .isEqualTo(200);
        assertThat(json(control.management("/actuator/info"))
                        .get("ports")
                        .get("admin")
                        .asInt())
                .isEqualTo(control.port("admin"));
        assertThat(control.management("/actuator/prometheus").body())
                .contains("control_revision", "control_instances", "control_waiting", "control_snapshot_size")
                .contains("control_polls");
        assertThat(control.management("/actuator/env").statusCode()).isIn(401, 404);
        assertThat(control.management("/actuator/heapdump").statusCode()).isIn(401, 404);
        assertProblem(control.admin(ADMIN, "GET", "/actuator/health", null), 404, "/actuator/health");
    }
}
