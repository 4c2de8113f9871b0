package io.failstatic.control.audit;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.OPERATOR;
import static io.failstatic.control.RunningControl.OTHER_AGENT;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RawHttp;
import io.failstatic.control.RunningControl;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each refused mutation and each denied call has its entry when it has been answered, and none has a secret in it. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("G14")
class RefusalsOnRecordIT {

    @Parameter
    OnDatabase database;

    private RunningControl control;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
        control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"acme\",\"name\":\"a\"}");
        control.poll("{\"instanceId\":\"mine\"}");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|INVALID|CREATE_TENANT|tenants||POST|/tenants|{",
                "400|INVALID|CREATE_TENANT|tenants||POST|/tenants?x=1|{'name':'a'}",
                "400|INVALID|DELETE_TENANT|tenants|acme|DELETE|/tenants/acme?dryrun=true|",
                "400|INVALID|RAISE_EPOCH|||POST|/epochs|{'reason':'r'}",
                "400|INVALID|FREEZE|freezes||POST|/freezes|{'reson':'r'}",
                "404|INVALID|UPDATE_TENANT|tenants|nobody|PUT|/tenants/nobody|{'name':'a'}",
                "404|INVALID|DELETE_TENANT|tenants|nobody|DELETE|/tenants/nobody|",
                "404|INVALID|REVOKE_API_KEY|tenants|acme|DELETE|/tenants/acme/api-keys/key-1|",
                "404|INVALID|ISSUE_API_KEY|tenants|nobody|POST|/tenants/nobody/api-keys|",
                "404|INVALID|UNFREEZE|freezes||DELETE|/freezes/nothing|",
                "404|INVALID|RESTORE|||POST|/revisions/999/restore|{}",
                "404|INVALID|POST|||POST|/nothing|{}",
                "405|INVALID|POST|tenants|acme|POST|/tenants/acme|{}",
                "409|CONFLICT|CREATE_TENANT|tenants||POST|/tenants|{'id':'acme','name':'a'}",
                "422|INVALID|CREATE_TENANT|tenants||POST|/tenants|{'name':''}",
                "422|INVALID|ROLLBACK_TENANT|tenants|acme|POST|/tenants/acme/rollback|{'targetVersion':9}",
                "422|INVALID|FREEZE|freezes||POST|/freeze|{}",
                "422|INVALID|CHANGESET|||POST|/changesets|{'changes':[]}",
                "422|INVALID|APPLY|||POST|/apply|{'resources':{'tenants':[{'id':'A','name':'a'}]}}"
            })
    void aRefusedMutation(
            int status,
            Outcome outcome,
            String action,
            String kind,
            String id,
            String method,
            String path,
            String body) {
        assertOneEntry(ADMIN, status, outcome, action, kind, id, method, path, body);
    }

    @Test
    void aMutationOfAnotherMediaType() {
        long before = last();
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "a=b", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{}", "Accept", "text/csv")
                        .statusCode())
                .isEqualTo(406);
        assertThat(entries(before))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.get("outcome").asString()).isEqualTo("INVALID"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Change-Reason", "Break-Glass"})
    void aMutationWithAHeaderThatNobodyMayRead(String name) throws IOException {
        long before = last();
        String request = "POST /api/v1/tenants HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ADMIN + "\r\n"
                + name + ": \u00c0\u0080\r\nContent-Type: application/json\r\nContent-Length: 12\r\n"
                + "Connection: close\r\n\r\n{\"name\":\"a\"}";
        assertThat(RawHttp.exchange(control.port("admin"), request, 10_000)).startsWith("HTTP/1.1 400");
        assertThat(entries(before))
                .singleElement()
                .satisfies(entry -> assertThat(entry.get("outcome").asString()).isEqualTo("INVALID"));
    }

    @Test
    void aMutationWithAPreconditionThatDoesNotHold() {
        assertOneEntry(
                ADMIN,
                412,
                Outcome.CONFLICT,
                "UPDATE_TENANT",
                "tenants",
                "acme",
                "PUT",
                "/tenants/acme",
                "{'name':'b'}",
                "If-Match",
                "\"9\"");
    }

    @Test
    void aMutationDuringAFreeze() {
        control.admin(OPERATOR, "POST", "/api/v1/freeze", "{\"reason\":\"r\"}");
        try {
            assertOneEntry(
                    EDITOR, 423, Outcome.FROZEN, "DELETE_TENANT", "tenants", "acme", "DELETE", "/tenants/acme", null);
        } finally {
            control.admin(OPERATOR, "POST", "/api/v1/unfreeze", "{\"reason\":\"r\"}");
        }
    }

    @Test
    void anIdempotencyKeyUsedForAnotherRequest() {
        control.admin(ADMIN, "POST", "/api/v1/documents", "{\"content\":1}", "Idempotency-Key", "used");
        assertOneEntry(
                ADMIN,
                422,
                Outcome.INVALID,
                "CREATE_DOCUMENT",
                "documents",
                null,
                "POST",
                "/documents",
                "{'content':2}",
                "Idempotency-Key",
                "used");
        assertOneEntry(
                ADMIN,
                409,
                Outcome.CONFLICT,
                "CREATE_TENANT",
                "tenants",
                null,
                "POST",
                "/tenants",
                "{'id':'acme','name':'a'}",
                "Idempotency-Key",
                "fresh");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "viewer|CREATE_TENANT|tenants||POST|/tenants|{'name':'a'}",
                "agent|GET|tenants|acme|GET|/tenants/acme|",
                "agent|GET|||GET|/audit|",
                "editor|FREEZE|freezes||POST|/freeze|{'reason':'r'}",
                "operator|ISSUE_API_KEY|tenants|acme|POST|/tenants/acme/api-keys|",
                "operator|RAISE_EPOCH|||POST|/epochs|{'reason':'r'}"
            })
    void aCallerWhoMayNot(String role, String action, String kind, String id, String method, String path, String body) {
        String token = role + "-token-of-the-tests-0123456789";
        assertOneEntry(token, 403, Outcome.DENIED, action, kind, id, method, path, body);
        assertOneEntry(token, 403, Outcome.DENIED, action, kind, id, method, path, body);
    }

    @Test
    void aGlassThatIsNotTheCallersToBreak() {
        assertOneEntry(
                EDITOR,
                403,
                Outcome.DENIED,
                "CREATE_TENANT",
                "tenants",
                null,
                "POST",
                "/tenants",
                "{'name':'a'}",
                "Break-Glass",
                "true",
                "Change-Reason",
                "the fire");
    }

    @Test
    void triesAndReadsLeaveNoTrace() {
        long before = last();
        for (String path : List.of("/tenants/nobody", "/tenants?x=1", "/nothing", "/audit?outcome=FINE")) {
            assertThat(control.admin(VIEWER, "GET", "/api/v1" + path, null).statusCode())
                    .isIn(400, 404);
        }
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants?dryRun=true", "{")
                        .statusCode())
                .isEqualTo(400);
        assertThat(control.admin(ADMIN, "DELETE", "/api/v1/tenants/nobody?dryRun=true", null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(last()).isEqualTo(before);
    }

    /** The address of these calls is one: whichever comes first has the entry of the minute. */
    @Test
    void unknownCallersOnceAMinute() {
        for (int i = 0; i < 5; i++) {
            assertThat(control.admin("no-such-token", "GET", "/api/v1/tenants", null)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(control.admin(null, "POST", "/api/v1/tenants", "{}").statusCode())
                    .isEqualTo(401);
            assertThat(control.distribution("no-such-token", "POST", "/distribution/v1/poll", "{}")
                            .statusCode())
                    .isEqualTo(401);
        }
        JsonNode entries = audit("?actor=anonymous&outcome=DENIED");
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).get("sourceIp").asString()).isEqualTo("127.0.0.1");
        assertThat(control.management("/actuator/prometheus").body())
                .contains("control_denials_total{record=\"counted\"}");
    }

    @Test
    void whoMayNotPoll() {
        long before = last();
        assertThat(control.distribution(ADMIN, "POST", "/distribution/v1/poll?token=" + ADMIN, "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(control.distribution(VIEWER, "GET", "/distribution/v1/snapshot", null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(control.distribution(OTHER_AGENT, "POST", "/distribution/v1/poll", "{\"instanceId\":\"mine\"}")
                        .statusCode())
                .isEqualTo(403);
        Awaitility.await().until(() -> last() == before + 3);
        List<JsonNode> entries = entries(before);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.get("outcome").asString()).isEqualTo("DENIED");
            assertThat(entry.get("sourceIp").asString()).isEqualTo("127.0.0.1");
        });
        assertThat(entries.get(2).get("actor").asString()).isEqualTo("alice");
        assertThat(entries.get(2).get("action").asString()).isEqualTo("POLL");
        assertThat(entries.get(1).get("actor").asString()).isEqualTo("victor");
        assertThat(entries.get(0).get("actor").asString()).isEqualTo("others");
        assertThat(entries.get(0).get("kind").asString()).isEqualTo("instances");
        assertThat(entries.get(0).get("resourceId").asString()).isEqualTo("mine");
    }

    @Test
    void noSecretIsInTheLog() {
        String secret = "s3cr3t-that-nobody-else-says";
        String query = "?token=" + secret + "&access_token=" + secret;
        for (String path : List.of("/tenants", "/tenants/" + secret.toUpperCase(Locale.ROOT), "/audit")) {
            control.admin(secret, "POST", "/api/v1" + path + query, "{\"apiKey\":\"" + secret + "\"}");
            control.admin(VIEWER, "POST", "/api/v1" + path + query, "{\"apiKey\":\"" + secret + "\"}");
            control.admin(ADMIN, "POST", "/api/v1" + path + query, "{\"apiKey\":\"" + secret + "\"}");
            control.distribution(secret, "GET", "/distribution/v1/" + secret + query, null);
            control.distribution(ADMIN, "GET", "/distribution/v1/" + secret + query, null);
        }
        String apiKey = json(control.admin(ADMIN, "POST", "/api/v1/tenants/acme/api-keys", ""))
                .get("apiKey")
                .asString();
        control.admin(ADMIN, "PUT", "/api/v1/tenants/acme", "{\"name\":\"with a key\"}");
        String log = control.admin(VIEWER, "GET", "/api/v1/audit", null, "Accept", "application/x-ndjson")
                .body();
        assertThat(log)
                .contains("ISSUE_API_KEY")
                .doesNotContainIgnoringCase(secret)
                .doesNotContain(apiKey)
                .doesNotContain(RunningControl.sha256(apiKey))
                .doesNotContain(ADMIN, VIEWER, AGENT, "Bearer");
    }

    /** As JSON escapes and as what people see: line breaks, NUL, ESC, Unicode line ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\r\\nb",
                "a\\nforged: entry",
                "a\\u0000b",
                "a\\u001b[2Jb",
                "a\\u0085b",
                "a\\u2028b",
                "a\\u2029b",
                "a\\u007fb"
            })
    void aReasonWithControlCharactersIsRefused(String reason) {
        for (String path : List.of(
                "/tenants/acme/rollback", "/changesets", "/apply", "/revisions/1/restore", "/freeze", "/unfreeze")) {
            long before = last();
            HttpResponse<String> answer =
                    control.admin(ADMIN, "POST", "/api/v1" + path, "{\"reason\":\"" + reason + "\"}");
            assertThat(answer.statusCode()).as(path + answer.body()).isIn(400, 422);
            assertThat(entries(before)).hasSize(1);
            assertThat(entries(before).get(0).get("reason").isNull()).isTrue();
        }
    }

    @Test
    void aReasonInAHeaderWithControlCharactersIsRefused() {
        HttpResponse<String> answer =
                control.admin(ADMIN, "DELETE", "/api/v1/tenants/acme", null, "Change-Reason", "a\tb");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private void assertOneEntry(
            String token,
            int status,
            Outcome outcome,
            String action,
            String kind,
            String id,
            String method,
            String path,
            String body,
            String... headers) {
        long before = last();
        HttpResponse<String> answer =
                control.admin(token, method, "/api/v1" + path, body == null ? null : body.replace('\'', '"'), headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        List<JsonNode> entries = entries(before);
        assertThat(entries).hasSize(1);
        JsonNode entry = entries.get(0);
        assertThat(entry.get("outcome").asString()).isEqualTo(outcome.name());
        assertThat(entry.get("action").asString()).isEqualTo(action);
        assertThat(text(entry.get("kind"))).isEqualTo(kind);
        assertThat(text(entry.get("resourceId"))).isEqualTo(id);
        assertThat(entry.get("sourceIp").asString()).isEqualTo("127.0.0.1");
        assertThat(entry.get("requestId").asString())
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
    }

    private static String text(JsonNode node) {
        return node.isNull() ? null : node.asString();
    }

    private long last() {
        return json(control.admin(VIEWER, "GET", "/api/v1/audit/verify", null))
                .get("last")
                .asLong();
    }

    /** Those after a sequence number, newest first. */
    private List<JsonNode> entries(long after) {
        return audit("")
                .valueStream()
                .filter(entry -> entry.get("seq").asLong() > after)
                .toList();
    }

    private JsonNode audit(String query) {
        return json(control.admin(VIEWER, "GET", "/api/v1/audit" + query, null)).get("items");
    }
}
