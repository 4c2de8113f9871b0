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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Every mutation can be tried: all checks, the would-be answer, its impact, and nothing stored. Over HTTP. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DryRunIT {

    @Parameter
    OnDatabase database;

    private static final List<String> TABLES =
            List.of("resource", "resource_version", "retired_name", "api_key", "audit_entry", "revision", "rendering");

    private RunningControl control;
    private Api api;
    private JdbcTemplate jdbc;
    private List<Long> before;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
        api = new Api(control.uri("admin", "").toString(), RunningControl.ADMIN);
        jdbc = control.bean(JdbcTemplate.class);
        control.poll("{\"instanceId\":\"i-1\",\"seen\":null}");
        api.created("/tenants", "{\"id\":\"one\",\"name\":\"a\"}");
        api.created("/tenants", "{\"id\":\"two\",\"name\":\"a\"}");
        api.created("/tenants", "{\"id\":\"three\",\"name\":\"a\"}");
        api.put("/tenants/three", "{\"name\":\"b\"}");
        api.created("/rate-limit-policies", "{\"id\":\"p\",\"tenantId\":\"one\",\"limit\":1000,\"window\":60}");
        api.created(
                "/feature-flags",
                "{\"id\":\"f\",\"name\":\"flag\",\"enabled\":true,\"rollout\":{\"percentage\":0,\"tenantIds\":[\"one\"]}}");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @BeforeEach
    void count() {
        before = counts();
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void triesACreation() {
        Answer tried = api.post("/tenants?dryRun=true", "{\"id\":\"new\",\"name\":\"a\"}");
        assertThat(tried.status()).as(tried.body()).isEqualTo(201);
        assertThat(tried.header("ETag")).isEqualTo("\"1\"");
        assertThat(tried.json().path("name").asString()).isEqualTo("a");
        assertThat(impact(tried, "tenants")).containsExactly("new");
        assertThat(impact(tried, "instances")).containsExactly("i-1");
        assertThat(tried.revision()).isEqualTo(head().revision());
        assertThat(api.get("/tenants/new").status()).isEqualTo(404);
    }

    @Test
    void triesReplacementsPatchesAndRollbacks() {
        Answer replaced = api.put("/tenants/one?dryRun=true", "{\"name\":\"x\"}", "If-Match", "\"1\"");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
        assertThat(impact(replaced, "tenants")).containsExactly("one");
        Answer patched = api.patch("/rate-limit-policies/p?dryRun=true", "{\"tenantId\":\"two\"}");
        assertThat(patched.json().path("tenantId").asString()).isEqualTo("two");
        assertThat(impact(patched, "tenants")).containsExactly("one", "two");
        Answer back = api.post("/tenants/three/rollback?dryRun=true", "{\"targetVersion\":1}");
        assertThat(back.json().path("restoredFrom").asLong()).isEqualTo(1);
        assertThat(impact(back, "tenants")).containsExactly("three");
    }

    @Test
    void triesARemoval() {
        Answer tried = api.delete("/tenants/two?dryRun=true");
        assertThat(tried.status()).isEqualTo(200);
        assertThat(impact(tried, "tenants")).containsExactly("two");
        assertThat(api.get("/tenants/two").status()).isEqualTo(200);
    }

    @Test
    void tellsForWhomAFlagWouldAnswerOtherwise() {
        Answer listed = api.patch("/feature-flags/f?dryRun=true", "{\"rollout\":{\"tenantIds\":[\"two\"]}}");
        assertThat(impact(listed, "flags")).containsExactly("f");
        assertThat(impact(listed, "tenants")).containsExactly("one", "two");
        Answer all = api.patch("/feature-flags/f?dryRun=true", "{\"rollout\":{\"percentage\":100}}");
        assertThat(impact(all, "tenants")).containsExactly("three", "two");
        // Instances never see a description, and what does not change has no impact.
        for (String patch : List.of("{\"description\":\"d\"}", "{\"enabled\":true}")) {
            Answer none = api.patch("/feature-flags/f?dryRun=true", patch);
            assertThat(none.status()).isEqualTo(200);
            assertThat(none.json().path("impact").toString())
                    .isEqualTo("{\"tenants\":[],\"flags\":[],\"instances\":[]}");
        }
    }

    @Test
    void triesChangesOfManyResources() {
        Answer changeset = api.post(
                "/changesets?dryRun=true",
                "{\"changes\":[{\"op\":\"delete\",\"kind\":\"tenants\",\"id\":\"two\"},"
                        + "{\"op\":\"update\",\"kind\":\"tenants\",\"id\":\"one\",\"data\":{\"name\":\"x\"}}]}");
        assertThat(changeset.status()).as(changeset.body()).isEqualTo(200);
        assertThat(changeset.json().path("changes")).hasSize(2);
        assertThat(impact(changeset, "tenants")).containsExactly("one", "two");
        Answer plan = api.post("/apply?dryRun=true", "{\"resources\":{\"tenants\":[{\"id\":\"new\",\"name\":\"a\"}]}}");
        assertThat(plan.json().path("create").get(0).path("id").asString()).isEqualTo("new");
        assertThat(impact(plan, "tenants")).containsExactly("new");
        long then = head().revision() - 1;
        Answer restored = api.post("/revisions/" + then + "/restore?dryRun=true", "");
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(impact(restored, "flags")).containsExactly("f");
    }

    @Test
    void triesKeysWithoutMakingOne() {
        Answer issued = api.post("/tenants/one/api-keys?dryRun=true", "");
        assertThat(issued.status()).isEqualTo(201);
        assertThat(issued.json().propertyNames()).containsExactly("impact");
        assertThat(impact(issued, "tenants")).containsExactly("one");
        assertThat(api.get("/tenants/one").json().path("apiKeys")).isEmpty();
    }

    @Test
    void makesAllChecksAndRecordsNoneOfTheirRefusals() {
        assertThat(api.post("/tenants?dryRun=true", "{\"nmae\":1}").status()).isEqualTo(400);
        assertThat(api.post("/tenants?dryRun=true", "{\"name\":\"\"}").status()).isEqualTo(422);
        assertThat(api.post("/tenants?dryRun=true", "{\"id\":\"one\",\"name\":\"a\"}")
                        .status())
                .isEqualTo(409);
        assertThat(api.put("/tenants/nobody?dryRun=true", "{\"name\":\"a\"}").status())
                .isEqualTo(404);
        assertThat(api.put("/tenants/one?dryRun=true", "{\"name\":\"x\"}", "If-Match", "\"9\"")
                        .status())
                .isEqualTo(412);
        assertThat(api.delete("/tenants/one?dryRun=true").status()).isEqualTo(409);
        Answer asked = api.patch("/rate-limit-policies/p?dryRun=true", "{\"limit\":1}");
        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.json().path("confirm").asString()).isEqualTo("Confirm-Value: true");
        assertThat(api.post("/tenants?dryRun=yes", "{\"name\":\"a\"}").status()).isEqualTo(400);
        assertThat(api.post("/tenants?dryRun=", "{\"name\":\"a\"}").status()).isEqualTo(400);
    }

    private static List<String> impact(Answer answer, String part) {
        JsonNode impact = answer.json().path("impact").path(part);
        return StreamSupport.stream(impact.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private List<Long> counts() {
        return TABLES.stream()
                .map(table -> jdbc.queryForObject("select count(*) from " + table, Long.class))
                .toList();
    }

    private RenderedSnapshot head() {
        return control.bean(Snapshots.class).head(RenderedSnapshot.STABLE).orElseThrow();
    }
}
