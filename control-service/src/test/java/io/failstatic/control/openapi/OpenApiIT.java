package io.failstatic.control.openapi;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.failstatic.control.RunningControl;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The checked-in OpenAPI document against the service that runs. */
class OpenApiIT {

    private static final List<String> KINDS =
            List.of("tenants", "services", "rate-limit-policies", "routing-rules", "feature-flags", "documents");

    private static final Map<String, String> CREATED = Map.of(
            "tenants", "{'id':'x','name':'X'}",
            "services", "{'id':'x','endpoints':['http://10.0.0.1']}",
            "rate-limit-policies", "{'id':'x','tenantId':'x','limit':10,'window':60}",
            "routing-rules", "{'id':'x','path':'/a','targetService':'x','conditions':{'header':'X-A','equals':'b'}}",
            "feature-flags",
                    "{'id':'x','name':'x','enabled':true,'rollout':{'percentage':10,'keys':['a']},'description':'d'}",
            "documents", "{'id':'x','content':[1,{'a':null}]}");

    private static final Map<String, String> PATCHED = Map.of(
            "tenants", "{'name':'Y'}",
            "services", "{'retryCount':null,'timeoutMs':7}",
            "rate-limit-policies", "{'limit':11}",
            "routing-rules", "{'conditions':null}",
            "feature-flags", "{'rollout':null}",
            "documents", "{'content':'c'}");

    @TempDir
    static Path data;

    private static RunningControl control;
    private static Described described;

    private final Set<String> covered = new TreeSet<>();

    @BeforeAll
    static void start() {
        control = RunningControl.start(data);
        described = new Described(json(control.admin(VIEWER, "GET", "/v3/api-docs", null)));
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void isServedAsItIsCheckedInToWhoeverMayRead() throws IOException {
        HttpResponse<String> served = control.admin(VIEWER, "GET", "/v3/api-docs", null);
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(served.body()).isEqualTo(Files.readString(OpenApiDocumentTests.CHECKED_IN));
        assertThat(control.admin(VIEWER, "HEAD", "/v3/api-docs", null).statusCode())
                .isEqualTo(200);
        assertThat(control.admin(null, "GET", "/v3/api-docs", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void hasEveryMappingOfTheServiceAndNoOther() {
        Set<String> mapped = new TreeSet<>();
        control.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues()
                        .forEach(pattern -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> {
                                    String path = pattern.replaceAll("\\{(\\w+):[^/]*}(?=/|$)", "{$1}");
                                    if (path.contains("{kind}")) {
                                        KINDS.forEach(kind -> mapped.add(method + " " + path.replace("{kind}", kind)));
                                    } else {
                                        mapped.add(method + " " + path);
                                    }
                                })));
        assertThat(new TreeSet<>(described.operations()))
                .as("describe what is missing in control-service/src/test/resources/openapi/source.yaml")
                .isEqualTo(mapped);
    }

    @Test
    void describesWhatEveryOperationReallyTakesAndAnswers() {
        for (String kind : KINDS) {
            String created = CREATED.get(kind);
            ok(201, "POST", "/api/v1/" + kind + "?dryRun=true", created);
            ok(201, "POST", "/api/v1/" + kind, created, "Idempotency-Key", "make-" + kind);
            HttpResponse<String> replayed = call("POST", "/api/v1/" + kind, created, "Idempotency-Key", "make-" + kind);
            assertThat(replayed.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            ok(200, "GET", "/api/v1/" + kind + "?pageSize=1", null);
            String item = "/api/v1/" + kind + "/x";
            HttpResponse<String> read = ok(200, "GET", item, null);
            ok(200, "PUT", item, read.body(), "If-Match", "\"1\"");
            ok(304, "GET", item, null, "If-None-Match", "\"1\"");
            ok(200, "PATCH", item, PATCHED.get(kind), "Content-Type", "application/merge-patch+json");
            ok(200, "GET", item + "?version=1", null);
            ok(200, "GET", item + "/versions", null);
            ok(200, "GET", item + "/diff?from=1&to=2", null);
            ok(200, "POST", item + "/rollback", "{'targetVersion':1,'reason':'r'}");
            ok(412, "PUT", item, CREATED.get(kind), "If-Match", "\"1\"");
            ok(409, "POST", "/api/v1/" + kind, created);
            ok(404, "GET", "/api/v1/" + kind + "/nobody", null);
        }
        keysAndManyAtOnce();
        freezesAndAudit();
        fleet();
        List<String> inverse = new ArrayList<>(KINDS);
        java.util.Collections.reverse(inverse);
        for (String kind : inverse) {
            ok(200, "DELETE", "/api/v1/" + kind + "/x?dryRun=true", null);
            ok(204, "DELETE", "/api/v1/" + kind + "/x", null);
        }
        ok(201, "POST", "/api/v1/epochs", "{'reason':'drill'}", "Break-Glass", "true");
        ok(200, "GET", "/v3/api-docs", null);
        assertThat(covered).containsAll(described.operations());
    }

    private void keysAndManyAtOnce() {
        String keys = "/api/v1/tenants/x/api-keys";
        ok(201, "POST", keys + "?dryRun=true", null);
        String keyId = json(ok(201, "POST", keys, null)).get("keyId").asString();
        ok(200, "GET", "/api/v1/tenants/x", null);
        ok(200, "DELETE", keys + "/" + keyId + "?dryRun=true", null);
        ok(204, "DELETE", keys + "/" + keyId, null);
        ok(
                200,
                "POST",
                "/api/v1/changesets",
                "{'reason':'r','changes':[{'op':'create','kind':'documents','data':{'id':'y','content':1}},"
                        + "{'op':'update','kind':'documents','id':'x','version':3,'data':{'content':2}},"
                        + "{'op':'rollback','kind':'documents','id':'x','targetVersion':1},"
                        + "{'op':'delete','kind':'documents','id':'y'}]}");
        HttpResponse<String> exported = ok(200, "GET", "/api/v1/apply", null);
        ObjectNode state = (ObjectNode) json(exported);
        ok(
                200,
                "POST",
                "/api/v1/apply",
                state.put("reason", "same").put("prune", true).toString());
        ok(200, "POST", "/api/v1/apply?dryRun=true", "{'resources':{'documents':[{'id':'z','content':{}}]}}");
        ok(422, "POST", "/api/v1/apply", "{'resources':{'tenants':[{'id':'X'}]}}");
        ok(200, "GET", "/api/v1/revisions?pageSize=2", null);
        ok(200, "GET", "/api/v1/revisions/3", null);
        ok(200, "GET", "/api/v1/revisions/at?time=2999-01-01T00:00:00Z", null);
        ok(200, "GET", "/api/v1/revisions/3/snapshot", null);
        ok(200, "GET", "/api/v1/revisions/1/diff?to=9", null);
        ok(200, "POST", "/api/v1/revisions/9/restore?dryRun=true", "{'reason':'r'}", "Confirm-Removal", "9");
    }

    private void freezesAndAudit() {
        HttpResponse<String> frozen = ok(
                201,
                "POST",
                "/api/v1/freezes",
                "{'reason':'r','estimatedDuration':'PT30M','expires':true,'kinds':['tenants'],'frozenBy':'me'}");
        String freeze = "/api/v1/freezes/" + json(frozen).get("id").asString();
        ok(423, "PATCH", "/api/v1/tenants/x", "{'name':'Z'}", "Content-Type", "application/merge-patch+json");
        ok(200, "GET", freeze, null);
        ok(204, "DELETE", freeze, null);
        ok(201, "POST", "/api/v1/freeze", "{'reason':'r'}");
        ok(201, "POST", "/api/v1/freeze-operations", "{'reason':'r','operations':['RESTORE'],'tenantIds':['x']}");
        ok(200, "GET", "/api/v1/freezes?active=true", null);
        ok(200, "POST", "/api/v1/unfreeze", "{'reason':'r'}");
        ok(200, "GET", "/api/v1/audit?pageSize=200", null);
        ok(200, "GET", "/api/v1/audit/verify", null);
        ok(400, "GET", "/api/v1/audit?colour=red", null);
        HttpResponse<String> lines = call("GET", "/api/v1/audit", null, "Accept", "application/x-ndjson");
        assertThat(lines.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/x-ndjson");
        lines.body()
                .lines()
                .forEach(line -> assertThat(described.violations(OpenApiDocument.ref("AuditEntry"), line))
                        .isEmpty());
    }

    private void fleet() {
        control.poll("{\"instanceId\":\"i-1\",\"agentVersion\":\"1\",\"labels\":{\"zone\":\"a\"},\"state\":\"OK\"}");
        ok(200, "GET", "/api/v1/status", null);
        ok(200, "GET", "/api/v1/instances?label=zone", null);
        ok(200, "GET", "/api/v1/instances/i-1", null);
        ok(404, "GET", "/api/v1/instances/i-2", null);
        assertThat(control.admin(VIEWER, "POST", "/api/v1/unfreeze", "{}").statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> ok(int status, String method, String path, String body, String... headers) {
        HttpResponse<String> answer = call(method, path, body, headers);
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(status);
        return answer;
    }

    /** Makes a call and holds it, and what it answers, against the document. */
    private HttpResponse<String> call(String method, String path, String body, String... headers) {
        String sent = body == null ? null : body.replace('\'', '"');
        HttpResponse<String> answer = control.admin(ADMIN, method, path, sent, headers);
        String operation = described.operationOf(method, path);
        String told = operation + " " + answer.statusCode() + " " + answer.body();
        if (answer.statusCode() < 400) {
            covered.add(operation);
            described
                    .operation(operation)
                    .path("requestBody")
                    .path("content")
                    .forEach(type -> assertThat(
                                    sent == null ? List.of() : described.violations(type.get("schema"), sent))
                            .as(operation + " takes " + sent)
                            .isEmpty());
        }
        JsonNode answered = described
                .answer(operation, answer.statusCode())
                .orElseThrow(() -> new AssertionError("not described: " + told));
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        if (type.isEmpty()) {
            assertThat(answered.has("content")).as(told).isFalse();
        } else {
            JsonNode schema = answered.path("content").path(type).path("schema");
            assertThat(schema.isMissingNode()).as(type + " of " + told).isFalse();
            if (!type.equals("application/x-ndjson")) {
                assertThat(described.violations(schema, answer.body())).as(told).isEmpty();
            }
        }
        answered.path("headers").propertyNames().stream()
                .filter(name -> !name.equals("Idempotency-Replayed") && !name.equals("Retry-After"))
                .forEach(name -> assertThat(answer.headers().firstValue(name))
                        .as(name + " of " + told)
                        .isPresent());
        return answer;
    }

    @Test
    void tellsTheLimitsThatAreKept() {
        ok(201, "POST", "/api/v1/tenants", "{'id':'limits','name':'L'}");
        ok(201, "POST", "/api/v1/services", "{'id':'limits','endpoints':['http://10.0.0.1']}");
        int tried = 0;
        for (String kind : KINDS) {
            ObjectNode valid = (ObjectNode) JsonMapper.shared()
                    .readTree(CREATED.get(kind)
                            .replace('\'', '"')
                            .replace("\"x\"", "\"limits\"")
                            .replace("\"id\":\"limits\",", ""));
            JsonNode schema = described.resolve(described
                    .operation("POST /api/v1/" + kind)
                    .get("requestBody")
                    .get("content")
                    .get("application/json")
                    .get("schema"));
            for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
                JsonNode limits = described.resolve(property.getValue());
                if (limits.has("minimum") && limits.has("maximum")) {
                    long from = limits.get("minimum").asLong();
                    long to = limits.get("maximum").asLong();
                    for (long value : new long[] {from - 1, from, to, to + 1}) {
                        String body =
                                valid.deepCopy().put(property.getKey(), value).toString();
                        HttpResponse<String> answer =
                                control.admin(ADMIN, "POST", "/api/v1/" + kind + "?dryRun=true", body);
                        assertThat(answer.statusCode())
                                .as(body + " " + answer.body())
                                .isEqualTo(value < from || value > to ? 422 : 201);
                        tried++;
                    }
                }
                if (limits.has("maxLength")) {
                    int longest = limits.get("maxLength").asInt();
                    String prefix = property.getKey().equals("path") ? "/" : "a";
                    for (int length : new int[] {longest, longest + 1}) {
                        String value = prefix + "a".repeat(length - 1);
                        String body =
                                valid.deepCopy().put(property.getKey(), value).toString();
                        HttpResponse<String> answer =
                                control.admin(ADMIN, "POST", "/api/v1/" + kind + "?dryRun=true", body);
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(length > longest ? 422 : 201);
                        tried++;
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    @Test
    void theShippedJarHoldsTheDocumentAndNothingThatMakesOne() throws IOException {
        Path jar = Path.of("target", "control-service.jar");
        assumeThat(Files.exists(jar)).as("built by package").isTrue();
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> names =
                    file.stream().map(java.util.zip.ZipEntry::getName).toList();
            assertThat(names).contains("BOOT-INF/classes/contract/openapi.json");
            assertThat(names)
                    .noneMatch(name -> name.matches(
                            "(?i).*(swagger|springdoc|openapi|schema-validator|jackson-databind-2).*\\.jar"));
        }
    }
}
