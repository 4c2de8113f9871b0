package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RunningControl;
import io.failstatic.control.change.Api.Answer;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The declarative way, and what asks back before it does harm, over HTTP. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyIT {

    @Parameter
    OnDatabase database;

    private RunningControl control;
    private Api api;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
        api = new Api(control.uri("admin", "").toString(), RunningControl.EDITOR);
    }

    @BeforeEach
    void empty() {
        Answer emptied = api.post("/apply", "{\"prune\":true,\"resources\":{}}", "Confirm-Removal", "1000");
        assertThat(emptied.status()).as(emptied.body()).isEqualTo(200);
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @Test
    void makesWhatIsStoredEqualToTheDesiredState() {
        api.created("/tenants", "{\"id\":\"kept\",\"name\":\"a\"}");
        api.created("/tenants", "{\"id\":\"changed\",\"name\":\"a\"}");
        api.created("/documents", "{\"id\":\"extra\",\"content\":1}");
        String desired = """
                {"reason": "git 4711", "prune": false, "resources": {
                  "tenants": [{"id": "kept", "name": "a", "version": 9, "createdAt": "x", "apiKeys": []},
                              {"id": "changed", "name": "b"}, {"id": "made", "name": "c"}],
                  "rate-limit-policies": [{"id": "p", "tenantId": "made", "limit": 10, "window": 60}]}}
                """;
        long before = head().revision();
        Answer applied = api.post("/apply", desired);
        assertThat(applied.status()).as(applied.body()).isEqualTo(200);
        assertThat(applied.revision()).isEqualTo(before + 1).isEqualTo(head().revision());
        assertThat(applied.json().propertyNames()).containsExactly("create", "update", "delete", "unchanged");
        assertThat(ids(applied, "create")).containsExactlyInAnyOrder("made", "p");
        assertThat(ids(applied, "update")).containsExactly("changed");
        assertThat(ids(applied, "delete")).isEmpty();
        assertThat(ids(applied, "unchanged")).containsExactly("kept");
        assertThat(api.get("/audit?pageSize=1")
                        .json()
                        .path("items")
                        .get(0)
                        .path("reason")
                        .asString())
                .isEqualTo("git 4711");

        Answer again = api.post("/apply", desired);
        assertThat(again.revision()).isEqualTo(before + 1);
        assertThat(ids(again, "unchanged")).hasSize(4);

        Answer pruned = api.post("/apply", desired.replace("\"prune\": false", "\"prune\": true"));
        assertThat(pruned.status()).as(pruned.body()).isEqualTo(200);
        assertThat(ids(pruned, "delete")).containsExactly("extra");
        assertThat(api.get("/documents/extra").status()).isEqualTo(404);
    }

    @Test
    void appliesWhatItExports() {
        api.created("/tenants", "{\"id\":\"t\",\"name\":\"a\"}");
        api.created("/services", "{\"id\":\"s\",\"endpoints\":[\"http://example.com\"]}");
        api.created("/rate-limit-policies", "{\"id\":\"p\",\"tenantId\":\"t\",\"limit\":10,\"window\":60}");
        api.created("/routing-rules", "{\"id\":\"r\",\"path\":\"/a\",\"targetService\":\"s\"}");
        api.created("/feature-flags", "{\"id\":\"f\",\"name\":\"f\",\"enabled\":true,\"description\":\"d\"}");
        api.created("/documents", "{\"id\":\"d\",\"content\":{\"a\":[1.50,null]}}");
        Answer export = api.get("/apply");
        assertThat(export.status()).isEqualTo(200);
        assertThat(export.json().path("resources").propertyNames())
                .containsExactly(
                        "tenants", "services", "rate-limit-policies", "routing-rules", "feature-flags", "documents");
        // Its text, because reading it as a tree would lose digits.
        String desired = export.body().replaceFirst("\\{", "{\"prune\":true,");
        Answer same = api.post("/apply", desired);
        assertThat(same.status()).as(same.body()).isEqualTo(200);
        assertThat(ids(same, "unchanged")).hasSize(6);

        api.put("/tenants/t", "{\"name\":\"b\"}");
        api.created("/tenants", "{\"id\":\"later\",\"name\":\"b\"}");
        assertThat(api.post("/apply", desired).status()).isEqualTo(200);
        assertThat(api.get("/apply").body()).isEqualTo(export.body());
        assertThat(api.get("/apply?x=1").status()).isEqualTo(400);
    }

    @Test
    void refusesADesiredStateAsAWholeAndNamesEveryError() {
        long before = head().revision();
        Answer malformed = api.post(
                "/apply",
                "{\"prune\":1,\"x\":1,\"resources\":{\"things\":[],\"documents\":{},\"tenants\":[{\"id\":1,\"nmae\":\"a\"},7]}}");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(pointers(malformed))
                .containsExactlyInAnyOrder(
                        "/prune",
                        "/x",
                        "/resources/things",
                        "/resources/documents",
                        "/resources/tenants/0/id",
                        "/resources/tenants/0/nmae",
                        "/resources/tenants/1");
        Answer nameless = api.post(
                "/apply",
                "{\"resources\":{\"tenants\":[{\"name\":\"a\"},{\"id\":\"A\",\"name\":\"a\"},"
                        + "{\"id\":\"a\",\"name\":\"a\"},{\"id\":\"a\",\"name\":\"a\"}]}}");
        assertThat(nameless.status()).isEqualTo(422);
        assertThat(pointers(nameless))
                .containsExactlyInAnyOrder(
                        "/resources/tenants/0/id", "/resources/tenants/1/id", "/resources/tenants/3/id");
        Answer invalid = api.post(
                "/apply",
                "{\"resources\":{\"tenants\":[{\"id\":\"a\",\"name\":\"\"}],\"rate-limit-policies\":["
                        + "{\"id\":\"p\",\"tenantId\":\"nobody\",\"limit\":1,\"window\":1}]}}");
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(pointers(invalid))
                .containsExactlyInAnyOrder("/resources/tenants/0/name", "/resources/rate-limit-policies/0/tenantId");
        assertThat(api.post("/apply", "{}").status()).isEqualTo(422);
        assertThat(api.post("/apply", "").status()).isEqualTo(400);
        assertThat(head().revision()).isEqualTo(before);
    }

    @Test
    @Tag("G16")
    void asksWhenOneRequestEmptiesAKind() {
        api.created("/documents", "{\"id\":\"one\",\"content\":1}");
        assertThat(api.delete("/documents/one").status()).isEqualTo(204);
        api.created("/documents", "{\"id\":\"one\",\"content\":1}");
        api.created("/documents", "{\"id\":\"two\",\"content\":1}");
        String nothing = "{\"prune\":true,\"resources\":{}}";
        Answer asked = api.post("/apply", nothing);
        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.json().path("confirm").asString()).isEqualTo("Confirm-Removal: 2");
        assertThat(api.get("/documents/one").status()).isEqualTo(200);
        assertThat(api.post("/apply", nothing, "Confirm-Removal", "1").status()).isEqualTo(409);
        assertThat(api.post("/apply", nothing, "Confirm-Removal", "x").status()).isEqualTo(400);
        assertThat(api.post("/apply", nothing, "Confirm-Removal", "2").status()).isEqualTo(200);
        assertThat(api.get("/documents/one").status()).isEqualTo(404);
    }

    @Test
    @Tag("G16")
    void asksWhenOneRequestRemovesManyOfAKind() {
        for (int i = 0; i < 20; i++) {
            api.created("/documents", "{\"id\":\"d-" + i + "\",\"content\":1}");
        }
        // 5 of 20 are few, 6 of 15 are more than 5 and more than 30 %.
        assertThat(api.post("/changesets", deletions(0, 5)).status()).isEqualTo(200);
        Answer asked = api.post("/changesets", deletions(5, 11));
        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.json().path("code").asString()).isEqualTo("CONFIRMATION_REQUIRED");
        assertThat(asked.json().path("confirm").asString()).isEqualTo("Confirm-Removal: 6");
        assertThat(api.post("/changesets", deletions(5, 11), "Confirm-Removal", "7")
                        .status())
                .isEqualTo(200);
        // 6 of 30 are 20 %.
        for (int i = 20; i < 41; i++) {
            api.created("/documents", "{\"id\":\"d-" + i + "\",\"content\":1}");
        }
        assertThat(api.post("/changesets", deletions(20, 26)).status()).isEqualTo(200);
    }

    @Test
    void asksWhenALimitIsLoweredToUnderATenth() {
        api.created("/tenants", "{\"id\":\"t\",\"name\":\"a\"}");
        api.created("/rate-limit-policies", policy(1000));
        assertThat(api.put("/rate-limit-policies/limited", policy(100)).status())
                .isEqualTo(200);
        Answer asked = api.put("/rate-limit-policies/limited", policy(9));
        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.json().path("confirm").asString()).isEqualTo("Confirm-Value: true");
        assertThat(api.patch("/rate-limit-policies/limited", "{\"limit\":9}").status())
                .isEqualTo(409);
        assertThat(api.get("/rate-limit-policies/limited").header("ETag")).isEqualTo("\"2\"");
        assertThat(api.put("/rate-limit-policies/limited", policy(9), "Confirm-Value", "yes")
                        .status())
                .isEqualTo(400);
        assertThat(api.put("/rate-limit-policies/limited", policy(9), "Confirm-Value", "true")
                        .status())
                .isEqualTo(200);
        assertThat(api.post("/rate-limit-policies/limited/rollback", "{\"targetVersion\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(api.post("/rate-limit-policies/limited/rollback", "{\"targetVersion\":3}")
                        .status())
                .isEqualTo(409);
    }

    private static String deletions(int from, int to) {
        return "{\"changes\":["
                + String.join(
                        ",",
                        IntStream.range(from, to)
                                .mapToObj(i -> "{\"op\":\"delete\",\"kind\":\"documents\",\"id\":\"d-" + i + "\"}")
                                .toList())
                + "]}";
    }

    private static String policy(int limit) {
        return "{\"id\":\"limited\",\"tenantId\":\"t\",\"limit\":" + limit + ",\"window\":60}";
    }

    private RenderedSnapshot head() {
        return control.bean(Snapshots.class).head(RenderedSnapshot.STABLE).orElseThrow();
    }

    private static List<String> ids(Answer plan, String part) {
        return StreamSupport.stream(plan.json().path(part).spliterator(), false)
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static List<String> pointers(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("pointer").asString())
                .toList();
    }
}
