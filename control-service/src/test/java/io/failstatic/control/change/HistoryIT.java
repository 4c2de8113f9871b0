package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RunningControl;
import io.failstatic.control.change.Api.Answer;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
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
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rollback, differences and patches over HTTP. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryIT {

    @Parameter
    OnDatabase database;

    private static final JsonMapper JSON = JsonMapper.shared();

    private RunningControl control;
    private Api api;
    private JdbcTemplate jdbc;
    private int ids;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
        api = new Api(control.uri("admin", "").toString(), RunningControl.ADMIN);
        jdbc = control.bean(JdbcTemplate.class);
        api.created("/tenants", "{\"id\":\"known\",\"name\":\"a\"}");
        api.created("/services", "{\"id\":\"known\",\"endpoints\":[\"http://example.com\"]}");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants|{'name':'Acme'}|{'name':'Other'}",
                "services|{'endpoints':['http://a.example.com']}|{'endpoints':['http://example.com'],'timeoutMs':1}",
                "rate-limit-policies|{'tenantId':'known','limit':1000,'window':60}|{'tenantId':'known','limit':900,'window':60,'scope':'b'}",
                "routing-rules|{'path':'/a/*','targetService':'known'}|{'path':'/a','targetService':'known','conditions':{'header':'X','equals':'y'}}",
                "feature-flags|{'name':'roll','enabled':true}|{'name':'roll','enabled':false,'rollout':{'percentage':25},'description':'d'}",
                "documents|{'content':{'z':1,'a':[1.0,1e2,-0.50,null,\"é\"]}}|{'content':7}"
            })
    void rollsForwardToAnyVersionOfAnyKindAlsoWhenItWasDeleted(String kind, String first, String second) {
        String id = api.created("/" + kind, json(first)).json().path("id").asString();
        String path = "/" + kind + "/" + id;
        assertThat(api.put(path, json(second)).status()).isEqualTo(200);

        Answer back = api.post(path + "/rollback", "{\"targetVersion\":1,\"reason\":\"wrong limit\"}");
        assertThat(back.status()).as(back.body()).isEqualTo(200);
        assertThat(back.header("ETag")).isEqualTo("\"3\"");
        assertThat(back.json().path("version").asLong()).isEqualTo(3);
        assertThat(back.json().path("restoredFrom").asLong()).isEqualTo(1);
        assertThat(back.revision()).isEqualTo(head().revision());
        assertThat(stored(kind, id, 3)).isEqualTo(stored(kind, id, 1));
        assertThat(published(kind, id).path("version").asLong()).isEqualTo(3);

        // Again: nothing to change.
        Answer same = api.post(path + "/rollback", "{\"targetVersion\":1}");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.header("ETag")).isEqualTo("\"3\"");
        assertThat(same.revision()).isEqualTo(back.revision());

        api.delete(path);
        assertThat(published(kind, id).isMissingNode()).isTrue();
        Answer revived = api.post(path + "/rollback", "{\"targetVersion\":2}");
        assertThat(revived.status()).as(revived.body()).isEqualTo(200);
        assertThat(revived.header("ETag")).isEqualTo("\"5\"");
        assertThat(stored(kind, id, 5)).isEqualTo(stored(kind, id, 2));
        assertThat(published(kind, id).path("version").asLong()).isEqualTo(5);

        JsonNode versions = api.get(path + "/versions").json().path("items");
        assertThat(versions.get(0).path("action").asString()).isEqualTo("ROLLBACK");
        assertThat(versions.get(0).path("restoredFrom").asLong()).isEqualTo(2);
        assertThat(versions.get(2).path("restoredFrom").asLong()).isEqualTo(1);
        assertThat(versions.get(2).path("reason").asString()).isEqualTo("wrong limit");
        assertThat(versions.get(4).has("restoredFrom")).isFalse();
        JsonNode entry = api.get("/audit?resourceId=" + id + "&outcome=OK")
                .json()
                .path("items")
                .get(0);
        assertThat(entry.path("action").asString()).startsWith("ROLLBACK_");
        // What a rollback answers can be PUT.
        assertThat(api.put(path, revived.body()).status()).isEqualTo(200);
        api.delete(path);
    }

    @Test
    void refusesRollbacksThatCannotBe() {
        String path = "/tenants/" + tenant();
        api.put(path, "{\"name\":\"b\"}");
        assertThat(rollback("/tenants/nobody", 1).status()).isEqualTo(404);
        Answer unknown = rollback(path, 9);
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(pointers(unknown)).containsExactly("/targetVersion");
        api.delete(path);
        assertThat(rollback(path, 3).status()).isEqualTo(422);
        assertThat(pointers(api.post(path + "/rollback", "{\"targetVersion\":\"1\",\"resaon\":\"r\"}")))
                .containsExactlyInAnyOrder("/targetVersion", "/resaon");
        assertThat(api.post(path + "/rollback", "{\"targetVersion\":1.5}").status())
                .isEqualTo(400);
        assertThat(api.post(path + "/rollback", "").status()).isEqualTo(400);
        assertThat(api.post(path + "/rollback", "[]").status()).isEqualTo(400);
        assertThat(api.post(path + "/rollback", "{}").status()).isEqualTo(422);
        assertThat(api.post(path + "/rollback", "{\"targetVersion\":null}").status())
                .isEqualTo(422);
        assertThat(api.post(path + "/rollback", "{\"targetVersion\":0}").status())
                .isEqualTo(422);
        assertThat(api.post(path + "/rollback", "{\"targetVersion\":99999999999999999999}")
                        .status())
                .isEqualTo(422);
        assertThat(api.post(path + "/rollback", "{\"targetVersion\":1}", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(api.get("/audit?outcome=INVALID&action=ROLLBACK_TENANT")
                        .json()
                        .path("items"))
                .isNotEmpty();
    }

    @Test
    void holdsARollbackAgainstWhatTheCallerSaw() {
        String path = "/tenants/" + tenant();
        api.put(path, "{\"name\":\"b\"}");
        Answer stale = api.post(path + "/rollback", "{\"targetVersion\":1}", "If-Match", "\"1\"");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("version").asLong()).isEqualTo(2);
        assertThat(api.post(path + "/rollback", "{\"targetVersion\":1}", "If-Match", "\"2\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void judgesReferencesAndUniquenessOfARollbackNow() {
        String tenant = tenant();
        String body = "{\"tenantId\":\"" + tenant + "\",\"limit\":10,\"window\":60}";
        String path = "/rate-limit-policies/"
                + api.created("/rate-limit-policies", body).json().path("id").asString();
        api.delete(path);
        String other =
                api.created("/rate-limit-policies", body).json().path("id").asString();
        assertThat(rollback(path, 1).status()).isEqualTo(409);
        api.delete("/rate-limit-policies/" + other);
        api.delete("/tenants/" + tenant);
        Answer dangling = rollback(path, 1);
        assertThat(dangling.status()).isEqualTo(422);
        assertThat(pointers(dangling)).containsExactly("/tenantId");
        assertThat(rollback("/tenants/" + tenant, 1).status()).isEqualTo(200);
        assertThat(rollback(path, 1).status()).isEqualTo(200);
    }

    @Test
    void bringsTheNameOfADeletedFlagBack() {
        String flag = "{\"name\":\"retired\",\"enabled\":true}";
        String path = "/feature-flags/"
                + api.created("/feature-flags", flag).json().path("id").asString();
        api.delete(path);
        assertThat(api.post("/feature-flags", flag).status()).isEqualTo(409);
        assertThat(rollback(path, 1).status()).isEqualTo(200);
        assertThat(api.get("/feature-flags?name=retired").json().path("items")).hasSize(1);
        assertThat(api.post("/feature-flags", flag).status()).isEqualTo(409);
    }

    @Test
    void bringsNoApiKeyBack() {
        String id = tenant();
        api.post("/tenants/" + id + "/api-keys", "");
        api.delete("/tenants/" + id);
        assertThat(rollback("/tenants/" + id, 1).json().path("apiKeys")).isEmpty();
        assertThat(published("tenants", id).path("apiKeys")).isEmpty();
    }

    @Test
    void tellsWhatLiesBetweenTwoVersions() {
        String path = "/documents/"
                + api.created("/documents", "{\"content\":{\"a\":1,\"b\":[1,2]}}")
                        .json()
                        .path("id")
                        .asString();
        api.put(path, "{\"content\":{\"a\":1,\"b\":[1,3],\"c\":true}}");
        api.delete(path);
        Answer diff = api.get(path + "/diff?from=1&to=2");
        assertThat(diff.status()).isEqualTo(200);
        assertThat(diff.body())
                .isEqualTo("[{\"pointer\":\"/content/b/1\",\"from\":2,\"to\":3},"
                        + "{\"pointer\":\"/content/c\",\"from\":null,\"to\":true}]");
        assertThat(api.get(path + "/diff?from=2&to=1").json()).hasSize(2);
        assertThat(api.get(path + "/diff?from=1&to=1").body()).isEqualTo("[]");
        assertThat(api.get(path + "/diff?from=2&to=3").json().get(0).path("to").isNull())
                .isTrue();
        assertThat(api.get(path + "/diff?from=1&to=4").status()).isEqualTo(404);
        assertThat(api.get("/documents/nobody/diff?from=1&to=2").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?from=1", "?to=1", "?from=0&to=1", "?from=1&to=x", "?from=1&to=2&x=1"})
    void refusesADiffOfNoTwoVersions(String query) {
        assertThat(api.get("/tenants/known/diff" + query).status()).isEqualTo(400);
    }

    @Test
    void patchesWhatItNamesAndRemovesWhatIsNull() {
        String path = "/feature-flags/"
                + api.created(
                                "/feature-flags",
                                "{\"name\":\"patched\",\"enabled\":false,\"description\":\"d\","
                                        + "\"rollout\":{\"percentage\":5,\"tenantIds\":[\"known\"]}}")
                        .json()
                        .path("id")
                        .asString();
        Answer patched = api.patch(
                path, "{\"enabled\":true,\"description\":null,\"rollout\":{\"percentage\":null,\"keys\":[\"k\"]}}");
        assertThat(patched.status()).as(patched.body()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("\"2\"");
        assertThat(patched.revision()).isEqualTo(head().revision());
        JsonNode flag = api.get(path).json();
        assertThat(flag).isEqualTo(patched.json());
        assertThat(flag.path("enabled").asBoolean()).isTrue();
        assertThat(flag.has("description")).isFalse();
        assertThat(flag.path("rollout").path("tenantIds").get(0).asString()).isEqualTo("known");
        assertThat(flag.path("rollout").path("keys").get(0).asString()).isEqualTo("k");
        assertThat(flag.path("rollout").path("percentage").asInt(0)).isZero();

        Answer same = api.patch(path, "{\"enabled\":true}");
        assertThat(same.header("ETag")).isEqualTo("\"2\"");
        assertThat(same.revision()).isEqualTo(patched.revision());
        assertThat(api.patch(path, "{}").status()).isEqualTo(200);
        assertThat(api.patch(path, api.get(path).body()).header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void patchesDocumentsAsTheRuleSays() {
        String path = "/documents/"
                + api.created("/documents", "{\"content\":{\"keep\":null,\"go\":1,\"list\":[1,2]}}")
                        .json()
                        .path("id")
                        .asString();
        api.patch(path, "{\"content\":{\"go\":null,\"list\":[null],\"new\":{\"x\":null,\"y\":1}}}");
        assertThat(api.get(path).json().path("content").toString())
                .isEqualTo("{\"keep\":null,\"list\":[null],\"new\":{\"y\":1}}");
    }

    @Test
    void refusesPatchesAsStrictlyAsReplacements() {
        String id = api.created(
                        "/rate-limit-policies", "{\"tenantId\":\"known\",\"limit\":9,\"window\":60,\"scope\":\"p\"}")
                .json()
                .path("id")
                .asString();
        String path = "/rate-limit-policies/" + id;
        Answer malformed = api.patch(path, "{\"limit\":\"1\",\"lmit\":1,\"lmit2\":null,\"window\":1,\"window\":2}");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(pointers(malformed)).containsExactlyInAnyOrder("/limit", "/lmit", "/lmit2", "/window");
        Answer invalid = api.patch(path, "{\"limit\":0,\"window\":null,\"tenantId\":\"nobody\",\"id\":\"other\"}");
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(pointers(invalid)).containsExactlyInAnyOrder("/limit", "/window", "/tenantId", "/id");
        assertThat(api.patch(path, "[]").status()).isEqualTo(400);
        assertThat(api.patch(path, "{").status()).isEqualTo(400);
        assertThat(api.patch(path, "").status()).isEqualTo(400);
        assertThat(api.patch("/rate-limit-policies/nobody", "{\"limit\":1}").status())
                .isEqualTo(404);
        assertThat(api.patch(path, "{\"limit\":8,\"version\":7}").status()).isEqualTo(412);
        assertThat(api.patch(path, "{\"limit\":8,\"version\":1}").status()).isEqualTo(200);
        Answer untyped = api.send("PATCH", path, "{\"limit\":1}", "Content-Type", "application/json");
        assertThat(untyped.status()).isEqualTo(415);
        assertThat(untyped.header("Accept-Patch")).contains("application/merge-patch+json");
    }

    private Answer rollback(String path, long version) {
        return api.post(path + "/rollback", "{\"targetVersion\":" + version + "}");
    }

    private String tenant() {
        String id = "tenant-" + ids++;
        api.created("/tenants", "{\"id\":\"" + id + "\",\"name\":\"" + id + "\"}");
        return id;
    }

    private String stored(String kind, String id, long version) {
        return jdbc.queryForObject(
                "select content from resource_version where id = ? and version = ? and kind = ?",
                String.class,
                id,
                version,
                io.failstatic.control.resource.Kind.get(kind).name());
    }

    private RenderedSnapshot head() {
        return control.bean(Snapshots.class).head(RenderedSnapshot.STABLE).orElseThrow();
    }

    private JsonNode published(String kind, String id) {
        JsonNode all = JSON.readTree(head().json()).path("resources").path(kind);
        return StreamSupport.stream(all.spliterator(), false)
                .filter(resource -> resource.path("id").asString().equals(id))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    private static List<String> pointers(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("pointer").asString())
                .toList();
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }
}
