package io.failstatic.control.freeze;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.OPERATOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Freezes over HTTP, sentence by sentence. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FreezeIT {

    @Parameter
    OnDatabase database;

    /** What a mutating endpoint is called with, where an empty object is no body that could pass. */
    private static final Map<String, String> BODIES = Map.of(
            "POST /api/v1/{kind}/{id}/rollback", "{\"targetVersion\":1,\"reason\":\"r\"}",
            "POST /api/v1/changesets",
                    "{\"reason\":\"r\",\"changes\":[{\"op\":\"delete\",\"kind\":\"tenants\",\"id\":\"held\"}]}",
            "POST /api/v1/apply", "{\"reason\":\"r\",\"prune\":false,\"resources\":{}}",
            "POST /api/v1/revisions/{number}/restore", "{\"reason\":\"r\"}");

    private static final Set<String> NEVER_FROZEN =
            Set.of("freezes", "freeze", "unfreeze", "freeze-operations", "epochs");

    private static RunningControl control;

    private int ids;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @BeforeEach
    @AfterEach
    void thaw() {
        assertThat(post("/unfreeze", "{\"reason\":\"thaw\"}").statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("G14")
    void refusesChangesAndTellsWhy() {
        JsonNode freeze = frozen("{\"reason\":\"incident 7\",\"frozenBy\":\"release team\"}");
        assertThat(freeze.get("id").asString()).isNotEmpty();
        assertThat(freeze.get("reason").asString()).isEqualTo("incident 7");
        assertThat(freeze.get("frozenBy").asString()).contains("oscar").contains("release team");
        assertThat(freeze.has("until")).isFalse();
        assertThat(freeze.get("active").asBoolean()).isTrue();
        assertThat(Instant.parse(freeze.get("at").asString()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(freeze.get("operations")).isEmpty();
        assertThat(freeze.get("kinds")).isEmpty();
        assertThat(freeze.get("tenantIds")).isEmpty();

        HttpResponse<String> refused = create("tenants", "{\"id\":\"never\",\"name\":\"n\"}");
        JsonNode problem = json(refused);
        assertThat(refused.statusCode()).isEqualTo(423);
        assertThat(refused.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertThat(problem.get("status").asInt()).isEqualTo(423);
        assertThat(problem.get("freezeId")).isEqualTo(freeze.get("id"));
        assertThat(problem.get("reason").asString()).isEqualTo("incident 7");
        assertThat(problem.get("frozenBy")).isEqualTo(freeze.get("frozenBy"));
        assertThat(problem.get("operations").isArray()).isTrue();
        assertThat(problem.has("until")).isFalse();

        JsonNode entry = audit("?outcome=FROZEN&actor=edith").get(0);
        assertThat(entry.get("action").asString()).isEqualTo("CREATE_TENANT");
        assertThat(entry.get("breakGlass").asBoolean()).isFalse();
        assertThat(get("/tenants/never").statusCode()).isEqualTo(404);
        assertThat(get("/tenants").statusCode()).isEqualTo(200);
    }

    @Test
    void tellsWhenToTryAgainWhereTheEndIsKnown() {
        JsonNode freeze = frozen("{\"reason\":\"r\",\"estimatedDuration\":\"PT30M\"}");
        assertThat(Duration.between(
                        Instant.parse(freeze.get("at").asString()),
                        Instant.parse(freeze.get("until").asString())))
                .isEqualTo(Duration.ofMinutes(30));
        HttpResponse<String> refused = create("tenants", "{\"name\":\"n\"}");
        assertThat(json(refused).get("until")).isEqualTo(freeze.get("until"));
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1700L, 1800L);
    }

    @Test
    void endsByItselfOnlyWhenItExpires() {
        JsonNode expiring = frozen("{\"reason\":\"r\",\"estimatedDuration\":\"PT10M\",\"expires\":true}");
        assertThat(create("tenants", "{\"name\":\"n\"}").statusCode()).isEqualTo(423);
        JsonNode staying = frozen("{\"reason\":\"stays\",\"estimatedDuration\":\"PT10M\"}");
        control.bean(JdbcTemplate.class)
                .update(
                        "update change_freeze set estimated_end = ?",
                        OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1));
        assertThat(json(get("/freezes/" + expiring.get("id").asString()))
                        .get("active")
                        .asBoolean())
                .isFalse();
        HttpResponse<String> refused = create("tenants", "{\"name\":\"n\"}");
        assertThat(json(refused).get("freezeId")).isEqualTo(staying.get("id"));
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertThat(delete("/freezes/" + staying.get("id").asString()).statusCode())
                .isEqualTo(204);
        assertThat(create("tenants", "{\"name\":\"n\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void overlappingFreezesEndOneByOne() {
        String first = frozen("{\"reason\":\"first\"}").get("id").asString();
        String second = frozen("{\"reason\":\"second\",\"estimatedDuration\":\"PT5M\",\"expires\":true}")
                .get("id")
                .asString();
        assertThat(ids("?active=true")).containsExactly(second, first);
        HttpResponse<String> refused = create("tenants", "{\"name\":\"n\"}");
        assertThat(json(refused).get("freezeId").asString()).isEqualTo(first);
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();

        assertThat(delete("/freezes/" + first).statusCode()).isEqualTo(204);
        assertThat(ids("?active=true")).containsExactly(second);
        assertThat(ids("?active=false")).contains(first).doesNotContain(second);
        assertThat(json(create("tenants", "{\"name\":\"n\"}")).get("freezeId").asString())
                .isEqualTo(second);

        HttpResponse<String> thawed = post("/unfreeze", "{\"reason\":\"over\"}");
        assertThat(json(thawed).get("items")).hasSize(1);
        assertThat(json(thawed).get("items").get(0).get("id").asString()).isEqualTo(second);
        assertThat(json(thawed).get("items").get(0).get("active").asBoolean()).isFalse();
        assertThat(create("tenants", "{\"name\":\"n\"}").statusCode()).isEqualTo(201);
        assertThat(delete("/freezes/" + first).statusCode()).isEqualTo(204);
        assertThat(delete("/freezes/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/freezes/nothing").statusCode()).isEqualTo(404);
        assertThat(json(get("/freezes?pageSize=1")).get("nextPageToken").asString())
                .isNotEmpty();
    }

    @Test
    void aSelectiveFreezeHoldsBackOnlyWhatItNames() {
        String flag = unique("flag");
        assertThat(create("feature-flags", flag(flag, true)).statusCode()).isEqualTo(201);
        frozen("/freeze-operations", "{\"operations\":[\"UPDATE_FEATURE_FLAG\"],\"reason\":\"r\"}");
        HttpResponse<String> refused = edit("PUT", "/feature-flags/" + flag, flag(flag, false));
        assertThat(refused.statusCode()).isEqualTo(423);
        assertThat(json(refused).get("operations").get(0).asString()).isEqualTo("UPDATE_FEATURE_FLAG");
        assertThat(create("feature-flags", flag(unique("flag"), true)).statusCode())
                .isEqualTo(201);
        assertThat(edit("DELETE", "/feature-flags/" + flag, null).statusCode()).isEqualTo(204);
        assertThat(json(control.admin(VIEWER, "GET", "/api/v1/status", null))
                        .get("frozen")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aRestoreIsHeldBackByItsNameAndByWhatItTouches() {
        String flag = unique("flag");
        HttpResponse<String> created = create("feature-flags", flag(flag, true));
        long revision = created.headers().firstValueAsLong("Config-Revision").orElseThrow();
        String restore = "/revisions/" + revision + "/restore";
        assertThat(edit("PUT", "/feature-flags/" + flag, flag(flag, false)).statusCode())
                .isEqualTo(200);
        String elsewhere = "{\"operations\":[\"RESTORE\"],\"kinds\":[\"documents\"],\"reason\":\"r\"}";
        for (String freeze : List.of(
                "{\"operations\":[\"RESTORE\"],\"reason\":\"r\"}",
                "{\"operations\":[\"RESTORE\"],\"kinds\":[\"feature-flags\"],\"reason\":\"r\"}",
                "{\"kinds\":[\"feature-flags\"],\"reason\":\"r\"}")) {
            frozen(freeze);
            assertThat(edit("POST", restore, "{\"reason\":\"r\"}").statusCode()).isEqualTo(423);
            thaw();
        }
        frozen(elsewhere);
        assertThat(edit("POST", restore, "{\"reason\":\"r\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void restrictionsMustAllHold() {
        String mine = unique("tenant");
        String other = unique("tenant");
        create("tenants", "{\"id\":\"" + mine + "\",\"name\":\"n\"}");
        create("tenants", "{\"id\":\"" + other + "\",\"name\":\"n\"}");
        frozen("{\"reason\":\"r\",\"kinds\":[\"rate-limit-policies\"],\"tenantIds\":[\"" + mine + "\"]}");
        assertThat(create("rate-limit-policies", policy(mine)).statusCode()).isEqualTo(423);
        HttpResponse<String> elsewhere = create("rate-limit-policies", policy(other));
        assertThat(elsewhere.statusCode()).isEqualTo(201);
        // Moving a policy to a frozen tenant touches that tenant.
        String id = json(elsewhere).get("id").asString();
        assertThat(edit("PUT", "/rate-limit-policies/" + id, policy(mine)).statusCode())
                .isEqualTo(423);
        assertThat(edit("PUT", "/tenants/" + mine, "{\"name\":\"m\"}").statusCode())
                .isEqualTo(200);

        frozen("{\"reason\":\"r\",\"tenantIds\":[\"" + other + "\"]}");
        assertThat(edit("PUT", "/tenants/" + other, "{\"name\":\"m\"}").statusCode())
                .isEqualTo(423);
        assertThat(edit("DELETE", "/rate-limit-policies/" + id, null).statusCode())
                .isEqualTo(423);
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants/" + other + "/api-keys", null)
                        .statusCode())
                .isEqualTo(423);
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants/" + mine + "/api-keys", null)
                        .statusCode())
                .isEqualTo(201);
        assertThat(create("documents", "{\"content\":1}").statusCode()).isEqualTo(201);
    }

    @Test
    @Tag("G14")
    void operatorsMayBreakTheGlassWithAReason() {
        frozen("{\"reason\":\"r\"}");
        String body = "{\"id\":\"" + unique("broken") + "\",\"name\":\"n\"}";
        assertThat(control.admin(OPERATOR, "POST", "/api/v1/tenants", body, "Break-Glass", "true")
                        .statusCode())
                .isEqualTo(422);
        assertThat(control.admin(OPERATOR, "POST", "/api/v1/tenants", body, "Break-Glass", "yes", "Change-Reason", "r")
                        .statusCode())
                .isEqualTo(400);
        assertThat(control.admin(EDITOR, "POST", "/api/v1/tenants", body, "Break-Glass", "true", "Change-Reason", "r")
                        .statusCode())
                .isEqualTo(403);
        assertThat(control.admin(
                                OPERATOR, "POST", "/api/v1/tenants", body, "Break-Glass", "false", "Change-Reason", "r")
                        .statusCode())
                .isEqualTo(423);
        assertThat(control.admin(
                                OPERATOR,
                                "POST",
                                "/api/v1/tenants",
                                body,
                                "Break-Glass",
                                "true",
                                "Change-Reason",
                                "the fire")
                        .statusCode())
                .isEqualTo(201);
        JsonNode entry = audit("?action=CREATE_TENANT&actor=oscar&outcome=OK").get(0);
        assertThat(entry.get("breakGlass").asBoolean()).isTrue();
        assertThat(entry.get("reason").asString()).isEqualTo("the fire");
    }

    @Test
    @Tag("G14")
    void freezesAndThawsAreOnRecord() {
        String id = frozen("{\"reason\":\"on record\"}").get("id").asString();
        control.admin(OPERATOR, "DELETE", "/api/v1/freezes/" + id, null, "Change-Reason", "over");
        JsonNode entries = audit("?resourceId=" + id);
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).get("action").asString()).isEqualTo("UNFREEZE");
        assertThat(entries.get(0).get("reason").asString()).isEqualTo("over");
        assertThat(entries.get(1).get("action").asString()).isEqualTo("FREEZE");
        assertThat(entries.get(1).get("actor").asString()).isEqualTo("oscar");
        assertThat(entries.get(1).get("reason").asString()).isEqualTo("on record");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "422|{}",
                "422|{'reason':' '}",
                "422|{'reason':null}",
                "422|{'reason':'r','expires':true}",
                "422|{'reason':'r','estimatedDuration':'half an hour'}",
                "422|{'reason':'r','estimatedDuration':'PT0S'}",
                "422|{'reason':'r','estimatedDuration':'-PT5M'}",
                "422|{'reason':'r','operations':['UPDATE']}",
                "422|{'reason':'r','operations':[]}",
                "422|{'reason':'r','kinds':['tenant']}",
                "422|{'reason':'r','tenantIds':['A B']}",
                "400|{'reason':'r','estimatedDuration':30}",
                "400|{'reason':'r','expires':'yes'}",
                "400|{'reason':'r','operations':'ALL'}",
                "400|{'reason':'r','until':'2026-11-20T10:00:00Z'}",
                "400|{'reason':'r','reason':'s'}",
                "400|[]",
                "400|{"
            })
    void refusesFreezesThatSayNothingSensible(int status, String body) {
        HttpResponse<String> refused = post("/freezes", body.replace('\'', '"'));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(json(refused).get("errors")).isNotEmpty();
        assertThat(ids("?active=true")).isEmpty();
    }

    @Test
    void shortFormsDoTheSame() {
        assertThat(post("/freeze-operations", "{\"reason\":\"r\"}").statusCode())
                .isEqualTo(422);
        assertThat(post("/unfreeze", "{}").statusCode()).isEqualTo(422);
        HttpResponse<String> frozen = post("/freeze", "{\"reason\":\"short\"}");
        assertThat(frozen.statusCode()).isEqualTo(201);
        String id = json(frozen).get("id").asString();
        assertThat(frozen.headers().firstValue("Location")).hasValue("/api/v1/freezes/" + id);
        assertThat(json(get("/freezes/" + id))).isEqualTo(json(frozen));
        assertThat(get("/freezes?active=perhaps").statusCode()).isEqualTo(400);
        assertThat(get("/freezes?active=").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/freezes", "/freeze", "/unfreeze", "/freeze-operations"})
    void editorsDoNotFreeze(String path) {
        assertThat(control.admin(EDITOR, "POST", "/api/v1" + path, "{\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(control.admin(EDITOR, "DELETE", "/api/v1/freezes/x", null).statusCode())
                .isEqualTo(403);
        assertThat(control.admin(VIEWER, "GET", "/api/v1/freezes", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void statusAndMetricTell() {
        assertThat(json(get("/status")).get("frozen").asBoolean()).isFalse();
        assertThat(control.management("/actuator/prometheus").body()).contains("control_freeze_active 0.0");
        frozen("{\"reason\":\"r\"}");
        frozen("{\"reason\":\"r\",\"operations\":[\"RESTORE\"]}");
        assertThat(json(get("/status")).get("frozen").asBoolean()).isTrue();
        assertThat(control.management("/actuator/prometheus").body()).contains("control_freeze_active 2.0");
        thaw();
        assertThat(json(get("/status")).get("frozen").asBoolean()).isFalse();
    }

    @Test
    @Tag("G14")
    void aSelectiveFreezeHoldsBackEveryWayToDoWhatItNames() {
        String flag = unique("flag");
        create("feature-flags", flag(flag, true));
        create("documents", "{\"id\":\"" + flag + "\",\"content\":1}");
        long revision = edit("PUT", "/feature-flags/" + flag, flag(flag, false))
                .headers()
                .firstValueAsLong("Config-Revision")
                .orElseThrow();
        frozen("{\"reason\":\"r\",\"kinds\":[\"feature-flags\"]}");
        String changed = flag(flag, true);
        String changes = "{\"op\":\"update\",\"kind\":\"documents\",\"id\":\"" + flag + "\",\"data\":{\"content\":2}},"
                + "{\"op\":\"update\",\"kind\":\"feature-flags\",\"id\":\"" + flag + "\",\"data\":" + changed + "}";
        Map<String, HttpResponse<String>> answers = Map.of(
                "apply",
                edit(
                        "POST",
                        "/apply",
                        "{\"reason\":\"r\",\"prune\":false,\"resources\":{\"feature-flags\":[" + changed + "]}}"),
                "changeset",
                edit("POST", "/changesets", "{\"reason\":\"r\",\"changes\":[" + changes + "]}"),
                "rollback",
                edit("POST", "/feature-flags/" + flag + "/rollback", "{\"targetVersion\":1,\"reason\":\"r\"}"),
                "patch",
                patch("/feature-flags/" + flag, "{\"enabled\":true}"),
                "restore",
                edit("POST", "/revisions/" + (revision - 2) + "/restore", "{\"reason\":\"r\"}"));
        answers.forEach((way, answer) ->
                assertThat(answer.statusCode()).as(way + ": " + answer.body()).isEqualTo(423));
        assertThat(json(get("/feature-flags/" + flag)).get("enabled").asBoolean())
                .isFalse();
        assertThat(json(get("/documents/" + flag)).get("content").asInt()).isEqualTo(1);
        assertThat(json(get("/status")).get("revision").asLong()).isEqualTo(revision);
    }

    @Test
    void aDryRunIsNotFrozen() {
        String id = unique("tried");
        assertThat(create("tenants", "{\"id\":\"" + id + "\",\"name\":\"n\"}").statusCode())
                .isEqualTo(201);
        frozen("{\"reason\":\"r\"}");
        long seq = audit("").get(0).get("seq").asLong();
        assertThat(create("tenants?dryRun=true", "{\"name\":\"n\"}").statusCode())
                .isEqualTo(201);
        assertThat(patch("/tenants/" + id + "?dryRun=true", "{\"name\":\"m\"}").statusCode())
                .isEqualTo(200);
        assertThat(edit("POST", "/apply?dryRun=true", "{\"reason\":\"r\",\"prune\":false,\"resources\":{}}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(edit("DELETE", "/tenants/" + id + "?dryRun=true", null).statusCode())
                .isEqualTo(200);
        assertThat(edit("DELETE", "/tenants/" + id + "?dryRun=false", null).statusCode())
                .isEqualTo(423);
        JsonNode entries = audit("");
        assertThat(entries.get(0).get("outcome").asString()).isEqualTo("FROZEN");
        assertThat(entries.get(1).get("seq").asLong()).isEqualTo(seq);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aTriedFreezeFreezesNothing(CapturedOutput output) {
        long seq = audit("").get(0).get("seq").asLong();
        for (String path : List.of("/freezes", "/freeze")) {
            HttpResponse<String> tried = post(path + "?dryRun=true", "{\"reason\":\"only tried\"}");
            assertThat(tried.statusCode()).as(tried.body()).isEqualTo(201);
            assertThat(get("/freezes/" + json(tried).get("id").asString()).statusCode())
                    .isEqualTo(404);
        }
        assertThat(ids("?active=true")).isEmpty();
        assertThat(json(get("/status")).get("frozen").asBoolean()).isFalse();
        assertThat(create("documents?dryRun=false", "{\"content\":1}").statusCode())
                .isEqualTo(201);
        assertThat(audit("").get(1).get("seq").asLong()).isEqualTo(seq);
        assertThat(output).doesNotContain("Frozen by");
        frozen("{\"reason\":\"meant\"}");
        assertThat(output).contains("Frozen by");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aTriedThawThawsNothing(CapturedOutput output) {
        String id = frozen("{\"reason\":\"r\"}").get("id").asString();
        assertThat(delete("/freezes/" + id + "?dryRun=true").statusCode()).isEqualTo(204);
        HttpResponse<String> tried = post("/unfreeze?dryRun=true", "{\"reason\":\"only tried\"}");
        assertThat(tried.statusCode()).isEqualTo(200);
        assertThat(json(tried).get("items").get(0).get("id").asString()).isEqualTo(id);
        assertThat(ids("?active=true")).containsExactly(id);
        assertThat(audit("?resourceId=" + id)).hasSize(1);
        assertThat(output).doesNotContain("Thawed by");
        assertThat(create("documents", "{\"content\":1}").statusCode()).isEqualTo(423);
    }

    @Test
    void pollsNeverNotice() {
        String before = control.distribution(RunningControl.AGENT, "GET", "/distribution/v1/snapshot", null)
                .body();
        frozen("{\"reason\":\"r\"}");
        HttpResponse<String> after =
                control.distribution(RunningControl.AGENT, "GET", "/distribution/v1/snapshot", null);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo(before);
    }

    @Test
    void noMutatingEndpointEscapes() {
        create("tenants", "{\"id\":\"held\",\"name\":\"n\"}");
        frozen("{\"reason\":\"everything\"}");
        List<String> asked = new ArrayList<>();
        control.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues()
                        .forEach(pattern -> mapping.getMethodsCondition().getMethods().stream()
                                .filter(method -> method != RequestMethod.GET && method != RequestMethod.HEAD)
                                .filter(method -> pattern.startsWith("/api/")
                                        && !NEVER_FROZEN.contains(pattern.split("/", -1)[3]))
                                .forEach(method -> {
                                    String plain = pattern.replaceAll("\\{(\\w+):(?:[^{}]|\\{[^}]*})*}", "{$1}");
                                    String body = BODIES.getOrDefault(method + " " + plain, "{}");
                                    String path = plain.replace("{kind}", "tenants")
                                            .replace("{id}", "held")
                                            .replaceAll("\\{[^}]*}", "1");
                                    String type = mapping.getConsumesCondition().isEmpty()
                                            ? "application/json"
                                            : mapping.getConsumesCondition()
                                                    .getConsumableMediaTypes()
                                                    .iterator()
                                                    .next()
                                                    .toString();
                                    HttpResponse<String> answer =
                                            control.admin(ADMIN, method.name(), path, body, "Content-Type", type);
                                    assertThat(answer.statusCode())
                                            .as(method + " " + plain + ": " + answer.body())
                                            .isEqualTo(423);
                                    asked.add(method + " " + plain);
                                })));
        assertThat(asked)
                .contains(
                        "POST /api/v1/{kind}",
                        "PUT /api/v1/{kind}/{id}",
                        "DELETE /api/v1/{kind}/{id}",
                        "PATCH /api/v1/{kind}/{id}",
                        "POST /api/v1/{kind}/{id}/rollback",
                        "POST /api/v1/changesets",
                        "POST /api/v1/apply",
                        "POST /api/v1/revisions/{number}/restore",
                        "POST /api/v1/tenants/{id}/api-keys",
                        "DELETE /api/v1/tenants/{id}/api-keys/{keyId}");
        assertThat(control.bean(RequestMappingHandlerMapping.class)
                        .getHandlerMethods()
                        .keySet())
                .filteredOn(mapping -> mapping.getPatternValues().stream().anyMatch(path -> path.startsWith("/api/")))
                .allSatisfy(mapping ->
                        assertThat(mapping.getMethodsCondition().getMethods()).isNotEmpty());
    }

    /** What was acknowledged before the freeze is made; nothing is made after it has been acknowledged. */
    @Test
    @Tag("G14")
    void isInOrderWithConcurrentChanges() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                writers.add(threads.submit(
                        () -> create("documents", "{\"content\":1}").statusCode()));
            }
            writers.get(4).get();
            frozen("{\"reason\":\"now\"}");
            long revision = json(get("/status")).get("revision").asLong();
            for (Future<Integer> writer : writers) {
                assertThat(writer.get()).isIn(201, 423);
            }
            assertThat(create("documents", "{\"content\":1}").statusCode()).isEqualTo(423);
            assertThat(json(get("/status")).get("revision").asLong()).isEqualTo(revision);
        } finally {
            threads.shutdownNow();
        }
    }

    private String unique(String prefix) {
        return prefix + "-" + System.identityHashCode(this) + "-" + ids++;
    }

    private static String flag(String name, boolean enabled) {
        return "{\"id\":\"" + name + "\",\"name\":\"" + name + "\",\"enabled\":" + enabled + "}";
    }

    private static String policy(String tenant) {
        return "{\"tenantId\":\"" + tenant + "\",\"limit\":10,\"window\":60}";
    }

    private static JsonNode frozen(String body) {
        return frozen("/freezes", body);
    }

    private static JsonNode frozen(String path, String body) {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    private static HttpResponse<String> post(String path, String body) {
        return control.admin(OPERATOR, "POST", "/api/v1" + path, body);
    }

    private static HttpResponse<String> delete(String path) {
        return control.admin(OPERATOR, "DELETE", "/api/v1" + path, null);
    }

    private static HttpResponse<String> get(String path) {
        return control.admin(VIEWER, "GET", "/api/v1" + path, null);
    }

    private static HttpResponse<String> create(String kind, String body) {
        return edit("POST", "/" + kind, body);
    }

    private static HttpResponse<String> edit(String method, String path, String body) {
        return control.admin(EDITOR, method, "/api/v1" + path, body);
    }

    private static HttpResponse<String> patch(String path, String body) {
        return control.admin(EDITOR, "PATCH", "/api/v1" + path, body, "Content-Type", "application/merge-patch+json");
    }

    private static List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        json(get("/freezes" + query))
                .get("items")
                .forEach(item -> ids.add(item.get("id").asString()));
        return ids;
    }

    private static JsonNode audit(String query) {
        return json(get("/audit" + query)).get("items");
    }
}
