package io.failstatic.control.admin;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.OPERATOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The table of statuses, row by row and cause by cause: each is told as a problem of one form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusTableIT {

    private RunningControl control;
    private RunningControl strict;
    private RunningControl alone;

    @BeforeAll
    void start(@TempDir Path data) {
        control = RunningControl.start(data.resolve("control"), "control.admin.max-body-size=64KB");
        strict = RunningControl.start(
                data.resolve("strict"),
                "control.require-reason=true",
                "control.require-if-match=true",
                "control.admin.rate-limit.per-second=1",
                "control.admin.rate-limit.burst=20");
        alone = RunningControl.start(
                data.resolve("alone"), "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/away?user=nobody");
        created("/tenants", "{'id':'acme','name':'a'}");
        created("/services", "{'id':'backend','endpoints':['http://example.com']}");
        created("/rate-limit-policies", "{'id':'policy','tenantId':'acme','limit':1000,'window':60}");
        created("/routing-rules", "{'id':'rule','path':'/a','targetService':'backend'}");
        created("/feature-flags", "{'id':'gone','name':'retired','enabled':true}");
        assertThat(control.admin(ADMIN, "DELETE", "/api/v1/feature-flags/gone", null)
                        .statusCode())
                .isEqualTo(204);
        for (int i = 0; i < 10; i++) {
            created("/documents", "{'id':'d" + i + "','content':1}");
        }
    }

    @AfterAll
    void stop() {
        control.close();
        strict.close();
        alone.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // not JSON, unknown or duplicate field, unknown or empty parameter, wrong type
                "400|POST|/tenants|{",
                "400|POST|/tenants|",
                "400|POST|/tenants|[]",
                "400|POST|/tenants|{'name':'a'} x",
                "400|POST|/tenants|{'name':'a','nmae':'b'}",
                "400|POST|/tenants|{'name':'a','name':'b'}",
                "400|POST|/tenants|{'name':1}",
                "400|POST|/rate-limit-policies|{'tenantId':'acme','limit':1.5,'window':60,'scope':'s'}",
                "400|PUT|/tenants/acme|{'id':'other','nmae':1}",
                "400|PATCH|/tenants/acme|{'nmae':'a'}",
                "400|POST|/tenants?x=1|{'name':'a'}",
                "400|POST|/tenants?dryRun=|{'name':'a'}",
                "400|POST|/tenants?dryRun=yes|{'name':'a'}",
                "400|DELETE|/tenants/acme?x=1|",
                "400|GET|/tenants?nmae=a|",
                "400|GET|/tenants?name=|",
                "400|GET|/tenants?pageSize=0|",
                "400|GET|/tenants?pageSize=201|",
                "400|GET|/tenants?pageToken=!|",
                "400|GET|/tenants/acme?version=x|",
                "400|GET|/tenants/acme/diff?from=1|",
                "400|GET|/audit?outcome=FINE|",
                "400|GET|/revisions/at?time=now|",
                "400|POST|/tenants/acme/rollback|{'reason':'r'} {}",
                "400|POST|/changesets|{'changes':[{'op':'create','kind':'tenants','data':{'nmae':1}}]}",
                "400|POST|/apply|{'resources':{'tenants':{}}}",
                "400|POST|/freezes|{'reson':'r'}",
                // as HTTP says
                "404|GET|/nothing|",
                "404|POST|/nothing|{}",
                "404|GET|/tenants/nobody|",
                "404|GET|/tenants/acme?version=9|",
                "404|PUT|/tenants/nobody|{'name':'a'}",
                "404|PATCH|/tenants/nobody|{'name':'a'}",
                "404|DELETE|/tenants/nobody|",
                "404|GET|/tenants/nobody/versions|",
                "404|POST|/tenants/nobody/api-keys|",
                "404|DELETE|/tenants/acme/api-keys/none|",
                "404|GET|/revisions/999/snapshot|",
                "404|POST|/revisions/999/restore|{}",
                "404|GET|/freezes/none|",
                "404|DELETE|/freezes/none|",
                "405|DELETE|/tenants|",
                "405|POST|/tenants/acme|{}",
                "405|PUT|/audit|{}",
                "405|DELETE|/revisions|",
                // conflict
                "409|POST|/tenants|{'id':'acme','name':'a'}",
                "409|POST|/rate-limit-policies|{'tenantId':'acme','limit':10,'window':60}",
                "409|POST|/feature-flags|{'name':'retired','enabled':true}",
                "409|DELETE|/tenants/acme|",
                "409|DELETE|/services/backend|",
                "409|PATCH|/rate-limit-policies/policy|{'limit':99}",
                "409|POST|/apply|{'prune':true,'resources':{'tenants':[{'id':'acme','name':'a'}]}}",
                // invalid content
                "422|POST|/tenants|{'name':''}",
                "422|POST|/tenants|{'name':null}",
                "422|POST|/tenants|{}",
                "422|POST|/tenants|{'id':'Acme','name':'a'}",
                "422|PUT|/tenants/acme|{'name':''}",
                "422|PATCH|/tenants/acme|{'name':null}",
                "422|POST|/services|{'endpoints':['http://169.254.169.254/']}",
                "422|POST|/rate-limit-policies|{'tenantId':'acme','limit':0,'window':86401}",
                "422|POST|/rate-limit-policies|{'tenantId':'acme','limit':99999999999999999999,'window':1,'scope':'s'}",
                "422|POST|/rate-limit-policies|{'tenantId':'nobody','limit':1,'window':1}",
                "422|POST|/routing-rules|{'path':'/a','targetService':'nothing'}",
                "422|POST|/feature-flags|{'name':'f','enabled':true,'rollout':{'percentage':101}}",
                "422|POST|/tenants/acme/rollback|{'targetVersion':99}",
                "422|POST|/changesets|{'changes':[]}",
                "422|POST|/freezes|{}",
                "422|POST|/freeze-operations|{'reason':'r','operations':['NOTHING']}"
            })
    void aRow(int status, String method, String path, String body) {
        HttpResponse<String> answer = call(control, ADMIN, method, path, body);
        assertProblem(answer, status, path);
        JsonNode problem = json(answer);
        if (status == 422 || (status == 400 && body != null)) {
            assertThat(problem.get("errors")).as(answer.body()).isNotEmpty().allSatisfy(error -> {
                assertThat(error.get("message").asString()).isNotEmpty();
                assertThat(error.has("pointer") || error.has("parameter")).isTrue();
            });
        }
        if (status == 405) {
            assertThat(answer.headers().firstValue("Allow")).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "406|GET|/tenants|Accept|text/csv",
                "406|GET|/audit|Accept|text/csv",
                "406|POST|/tenants|Accept|image/png",
                "415|POST|/tenants|Content-Type|text/plain",
                "415|POST|/tenants|Content-Type|application/x-www-form-urlencoded",
                "415|PUT|/tenants/acme|Content-Type|text/plain",
                "415|PATCH|/tenants/acme|Content-Type|text/plain",
                "415|POST|/apply|Content-Type|multipart/form-data; boundary=x",
                "400|PUT|/tenants/acme|Break-Glass|perhaps",
                "400|PUT|/tenants/acme|Confirm-Removal|all",
                "400|PUT|/tenants/acme|Confirm-Value|yes",
                "412|PUT|/tenants/acme|If-Match|\"99\"",
                "412|PUT|/tenants/acme|If-Match|nonsense",
                "412|DELETE|/documents/d1|If-Match|\"99\"",
                "412|POST|/documents/d1/rollback|If-Match|\"99\""
            })
    void aRowForAHeader(int status, String method, String path, String header, String value) {
        String body = method.equals("GET") || method.equals("DELETE")
                ? null
                : path.endsWith("rollback") ? "{'targetVersion':1}" : "{'name':'a'}";
        HttpResponse<String> answer = call(control, ADMIN, method, path, body, header, value);
        assertProblem(answer, status, path);
        if (status == 412) {
            assertThat(json(answer).get("version").asLong()).isEqualTo(1);
        }
    }

    @Test
    void unauthorized() {
        for (String token : new String[] {null, "unknown", ""}) {
            HttpResponse<String> answer = call(control, token, "GET", "/tenants", null);
            assertProblem(answer, 401, "/tenants");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Bearer");
        }
        assertProblem(call(control, null, "GET", "/tenants", null, "Authorization", "Basic YTpi"), 401, "/tenants");
        HttpResponse<String> poll = control.distribution("unknown", "POST", "/distribution/v1/poll", "{}");
        assertThat(poll.statusCode()).isEqualTo(401);
        assertForm(poll, 401, "/distribution/v1/poll");
    }

    @Test
    void forbidden() {
        assertProblem(call(control, VIEWER, "POST", "/tenants", "{'name':'a'}"), 403, "/tenants");
        assertProblem(call(control, EDITOR, "POST", "/freeze", "{'reason':'r'}"), 403, "/freeze");
        assertProblem(call(control, OPERATOR, "POST", "/epochs", "{'reason':'r'}"), 403, "/epochs");
        assertProblem(call(control, OPERATOR, "POST", "/tenants/acme/api-keys", null), 403, "/tenants/acme/api-keys");
        assertProblem(call(control, AGENT, "GET", "/tenants", null), 403, "/tenants");
        assertProblem(
                call(control, EDITOR, "POST", "/tenants", "{'name':'a'}", "Break-Glass", "true"), 403, "/tenants");
        HttpResponse<String> poll = control.distribution(ADMIN, "POST", "/distribution/v1/poll", "{}");
        assertThat(poll.statusCode()).isEqualTo(403);
        assertForm(poll, 403, "/distribution/v1/poll");
    }

    @Test
    void aGuardSaysHowToConfirm() {
        HttpResponse<String> lowered = call(control, ADMIN, "PATCH", "/rate-limit-policies/policy", "{'limit':99}");
        assertThat(json(lowered).get("confirm").asString()).isEqualTo("Confirm-Value: true");
        HttpResponse<String> pruned = call(
                control,
                ADMIN,
                "POST",
                "/apply",
                "{'prune':true,'resources':{'tenants':[{'id':'acme','name':'a'}],"
                        + "'services':[{'id':'backend','endpoints':['http://example.com']}],"
                        + "'rate-limit-policies':[{'id':'policy','tenantId':'acme','limit':1000,'window':60}],"
                        + "'routing-rules':[{'id':'rule','path':'/a','targetService':'backend'}]}}");
        assertProblem(pruned, 409, "/apply");
        assertThat(json(pruned).get("confirm").asString()).isEqualTo("Confirm-Removal: 10");
    }

    @Test
    void tooLarge() {
        String body = "{'content':'" + "x".repeat(70_000) + "'}";
        assertProblem(call(control, ADMIN, "POST", "/documents", body), 413, "/documents");
    }

    @Test
    void aKeyUsedForAnotherRequest() {
        assertThat(call(control, ADMIN, "POST", "/documents", "{'content':1}", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                call(control, ADMIN, "POST", "/documents", "{'content':2}", "Idempotency-Key", "k"), 422, "/documents");
    }

    @Test
    void frozen() {
        JsonNode freeze = json(call(
                control,
                OPERATOR,
                "POST",
                "/freeze-operations",
                "{'reason':'incident','operations':['UPDATE_DOCUMENT'],'estimatedDuration':'PT10M'}"));
        HttpResponse<String> answer = call(control, EDITOR, "PUT", "/documents/d1", "{'content':2}");
        call(control, OPERATOR, "POST", "/unfreeze", "{'reason':'over'}");
        assertProblem(answer, 423, "/documents/d1");
        JsonNode problem = json(answer);
        assertThat(problem.get("freezeId")).isEqualTo(freeze.get("id"));
        assertThat(problem.get("reason").asString()).isEqualTo("incident");
        assertThat(problem.get("frozenBy").asString()).isEqualTo("oscar");
        assertThat(problem.get("until")).isEqualTo(freeze.get("until"));
        assertThat(problem.get("operations").get(0).asString()).isEqualTo("UPDATE_DOCUMENT");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(590L, 600L);
    }

    @Test
    void preconditionRequired() {
        assertThat(call(strict, ADMIN, "POST", "/tenants", "{'id':'acme','name':'a'}", "Change-Reason", "r")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                call(strict, ADMIN, "PUT", "/tenants/acme", "{'name':'b'}", "Change-Reason", "r"),
                428,
                "/tenants/acme");
        assertProblem(call(strict, ADMIN, "POST", "/tenants", "{'name':'b'}"), 422, "/tenants");
    }

    @Test
    void tooManyCalls() {
        HttpResponse<String> answer = call(strict, VIEWER, "GET", "/tenants", null);
        for (int i = 0; i < 1000 && answer.statusCode() == 200; i++) {
            answer = call(strict, VIEWER, "GET", "/tenants", null);
        }
        assertProblem(answer, 429, "/tenants");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    }

    @Test
    void unavailable() {
        for (HttpResponse<String> answer : List.of(
                call(alone, ADMIN, "GET", "/tenants", null),
                call(alone, ADMIN, "POST", "/tenants", "{'name':'a'}"),
                call(alone, ADMIN, "POST", "/tenants", "{'name':'a'}", "Idempotency-Key", "k"))) {
            assertProblem(answer, 503, "/tenants");
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
        }
    }

    private void created(String path, String body) {
        assertThat(call(control, ADMIN, "POST", path, body).statusCode()).isEqualTo(201);
    }

    private static HttpResponse<String> call(
            RunningControl control, String token, String method, String path, String body, String... headers) {
        String[] all = method.equals("PATCH") && headers.length == 0
                ? new String[] {"Content-Type", "application/merge-patch+json"}
                : headers;
        return control.admin(token, method, "/api/v1" + path, body == null ? null : body.replace('\'', '"'), all);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String path) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertForm(answer, status, "/api/v1" + path.replaceAll("\\?.*", ""));
    }

    /** RFC 9457, whoever tells it; and nothing of the inside. */
    private static void assertForm(HttpResponse<String> answer, int status, String path) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("type").asString()).isNotEmpty();
        assertThat(problem.get("title").asString()).isNotEmpty();
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asString()).isNotEmpty();
        assertThat(problem.get("instance").asString()).isEqualTo(path);
        assertThat(answer.body())
                .doesNotContain("\tat ", "\\tat ", "Exception", "java.", "io.failstatic", "org.", "trace");
    }
}
