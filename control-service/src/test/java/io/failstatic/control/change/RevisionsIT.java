package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RunningControl;
import io.failstatic.control.change.Api.Answer;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The revisions there have been, the way back to one, and changesets, over HTTP. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevisionsIT {

    @Parameter
    OnDatabase database;

    private static final JsonMapper JSON = JsonMapper.shared();

    private RunningControl control;
    private Api api;
    private int ids;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
        api = new Api(control.uri("admin", "").toString(), RunningControl.ADMIN);
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @Test
    void listsRevisionsNewestFirstPageAfterPage() {
        for (int i = 0; i < 5; i++) {
            tenant();
        }
        long newest = head().revision();
        List<Long> seen = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = api.get("/revisions?pageSize=3" + token).json();
            page.path("items").forEach(item -> seen.add(item.path("revision").asLong()));
            JsonNode next = page.path("nextPageToken");
            token = next.isMissingNode() ? "" : "&pageToken=" + next.asString();
        } while (!token.isEmpty());
        assertThat(seen).hasSize((int) newest).startsWith(newest, newest - 1).endsWith(1L);
        JsonNode revision = api.get("/revisions/" + newest).json();
        assertThat(revision.path("revision").asLong()).isEqualTo(newest);
        assertThat(revision.path("epoch").asLong()).isEqualTo(1);
        assertThat(revision.path("audience").asString()).isEqualTo("stable");
        assertThat(revision.path("digest").asString()).isEqualTo(head().digest());
        assertThat(revision.path("publishedAt").asString())
                .isEqualTo(head().publishedAt().toString());
        assertThat(api.get("/revisions/" + (newest + 1)).status()).isEqualTo(404);
    }

    @Test
    void answersTheBytesOfARevisionAsLongAsTheyAreKept() {
        tenant();
        RenderedSnapshot head = head();
        Answer snapshot = api.get("/revisions/" + head.revision() + "/snapshot");
        assertThat(snapshot.status()).isEqualTo(200);
        assertThat(snapshot.header("Content-Type")).startsWith("application/json");
        assertThat(snapshot.header("Config-Digest")).isEqualTo(head.digest());
        assertThat(snapshot.body()).isEqualTo(new String(head.json(), StandardCharsets.UTF_8));
        control.bean(JdbcTemplate.class).update("delete from rendering where number = 1");
        assertThat(api.get("/revisions/1/snapshot").status()).isEqualTo(410);
        assertThat(api.get("/revisions/999999/snapshot").status()).isEqualTo(404);
    }

    @Test
    void findsTheRevisionOfATime() {
        tenant();
        RenderedSnapshot head = head();
        tenant();
        Answer at = api.get("/revisions/at?time=" + head.publishedAt());
        assertThat(at.json().path("revision").asLong()).isEqualTo(head.revision());
        assertThat(api.get("/revisions/at?time=2999-01-01T00:00:00Z")
                        .json()
                        .path("revision")
                        .asLong())
                .isEqualTo(head().revision());
        assertThat(api.get("/revisions/at?time=" + Instant.EPOCH).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/revisions?size=1",
                "/revisions?pageSize=0",
                "/revisions/at",
                "/revisions/at?time=",
                "/revisions/at?time=now",
                "/revisions/1?x=1",
                "/revisions/1/snapshot?x=1",
                "/revisions/1/diff",
                "/revisions/1/diff?to=0",
                "/revisions/1/diff?to=x"
            })
    void refusesParametersOfRevisions(String path) {
        assertThat(api.get(path).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/revisions/x", "/revisions/-1", "/revisions/0", "/revisions/99999999999999999999"})
    void knowsNoOtherRevisions(String path) {
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    @Test
    void tellsWhatLiesBetweenTwoRevisions() {
        String kept = tenant();
        long from = head().revision();
        String made = tenant();
        api.put("/tenants/" + kept, "{\"name\":\"b\"}");
        long to = head().revision();
        assertThat(api.get("/revisions/" + from + "/diff?to=" + to).body())
                .isEqualTo("[{\"kind\":\"tenants\",\"id\":\"" + kept
                        + "\",\"fromVersion\":1,\"toVersion\":2,\"changes\":[{\"pointer\":\"/name\",\"from\":\"" + kept
                        + "\",\"to\":\"b\"}]},{\"kind\":\"tenants\",\"id\":\"" + made
                        + "\",\"fromVersion\":null,\"toVersion\":1,\"changes\":[{\"pointer\":\"/name\",\"from\":null,\"to\":\""
                        + made + "\"}]}]");
        assertThat(api.get("/revisions/" + to + "/diff?to=" + from).json()).hasSize(2);
        assertThat(api.get("/revisions/" + to + "/diff?to=" + to).body()).isEqualTo("[]");
        assertThat(api.get("/revisions/" + to + "/diff?to=999999").status()).isEqualTo(404);
    }

    @Test
    void restoresEverythingAsOfARevisionAsOneNewRevision() {
        String changed = tenant();
        String deleted = tenant();
        String keyed = tenant();
        api.created("/rate-limit-policies", policy("restored-policy", deleted, 10));
        api.created("/feature-flags", "{\"id\":\"restored\",\"name\":\"restored\",\"enabled\":true}");
        api.post("/tenants/" + keyed + "/api-keys", "");
        long then = head().revision();
        JsonNode resources = published();
        api.put("/tenants/" + changed, "{\"name\":\"b\"}");
        api.delete("/rate-limit-policies/restored-policy");
        api.delete("/tenants/" + deleted);
        api.delete("/tenants/" + keyed);
        api.delete("/feature-flags/restored");
        String made = tenant();
        api.created("/rate-limit-policies", policy("new-policy", made, 10));
        long before = head().revision();

        Answer restored = api.post("/revisions/" + then + "/restore", "{\"reason\":\"bad day\"}");
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.revision()).isEqualTo(before + 1).isEqualTo(head().revision());
        assertThat(restored.json().path("revision").asLong()).isEqualTo(before + 1);
        assertThat(restored.json().path("changes")).hasSize(7);
        assertThat(api.get("/revisions/" + then + "/diff?to=" + (before + 1)).body())
                .isEqualTo("[]");
        assertThat(api.get("/tenants/" + made).status()).isEqualTo(404);
        assertThat(ids(published())).isEqualTo(ids(resources));
        // Keys are never brought back.
        assertThat(api.get("/tenants/" + keyed).json().path("apiKeys")).isEmpty();
        JsonNode version = api.get("/tenants/" + changed + "/versions")
                .json()
                .path("items")
                .get(0);
        assertThat(version.path("restoredFrom").asLong()).isEqualTo(1);
        assertThat(version.path("reason").asString()).isEqualTo("bad day");

        Answer again = api.post("/revisions/" + then + "/restore", "");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.revision()).isEqualTo(before + 1);
        assertThat(again.json().path("changes")).isEmpty();
        assertThat(api.post("/revisions/999999/restore", "").status()).isEqualTo(404);
        assertThat(api.post("/revisions/1/restore", "{\"resaon\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(api.post("/revisions/1/restore?x=1", "").status()).isEqualTo(400);
    }

    @Test
    void makesSeveralChangesAsOneRevision() {
        String tenant = tenant();
        String gone = tenant();
        api.put("/tenants/" + tenant, "{\"name\":\"b\"}");
        long before = head().revision();
        Answer made = api.post("/changesets", """
                {"reason": "launch", "changes": [
                  {"op": "create", "kind": "rate-limit-policies", "data":
                     {"id": "set-policy", "tenantId": "set-tenant", "limit": 10, "window": 60}},
                  {"op": "create", "kind": "tenants", "id": "set-tenant", "data": {"name": "a"}},
                  {"op": "update", "kind": "tenants", "id": "set-tenant", "version": 1, "data": {"name": "later"}},
                  {"op": "rollback", "kind": "tenants", "id": "$1", "version": 2, "targetVersion": 1},
                  {"op": "delete", "kind": "tenants", "id": "$2", "version": 1},
                  {"op": "create", "kind": "documents", "data": {"content": 1}}]}
                """.replace("$1", tenant).replace("$2", gone));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(made.revision()).isEqualTo(before + 1).isEqualTo(head().revision());
        JsonNode changes = made.json().path("changes");
        assertThat(changes).hasSize(6);
        assertThat(changes.get(0).toString())
                .isEqualTo("{\"op\":\"create\",\"kind\":\"rate-limit-policies\",\"id\":\"set-policy\",\"version\":1}");
        assertThat(changes.get(2).path("version").asLong()).isEqualTo(2);
        assertThat(changes.get(3).path("restoredFrom").asLong()).isEqualTo(1);
        assertThat(changes.get(5).path("id").asString()).startsWith("document-");
        assertThat(api.get("/tenants/set-tenant").json().path("name").asString())
                .isEqualTo("later");
        assertThat(api.get("/tenants/" + gone).status()).isEqualTo(404);
        assertThat(api.get("/tenants/set-tenant/versions").json().path("items")).hasSize(2);
        JsonNode entries = api.get("/audit?pageSize=6").json().path("items");
        entries.forEach(entry -> {
            assertThat(entry.path("reason").asString()).isEqualTo("launch");
            assertThat(entry.path("revision").asLong()).isEqualTo(before + 1);
        });

        Answer nothing = api.post(
                "/changesets",
                "{\"changes\":[{\"op\":\"update\",\"kind\":\"tenants\",\"id\":\"set-tenant\",\"data\":{\"name\":\"later\"}}]}");
        assertThat(nothing.revision()).isEqualTo(before + 1);
    }

    @Test
    void judgesAChangesetByWhatItLeavesBehind() {
        String tenant = tenant();
        api.created("/rate-limit-policies", policy("end-1", tenant, 10));
        api.created("/rate-limit-policies", policy("end-2", tenant, 10).replace("api", "b"));
        // Two policies change places, and a third one takes the place of one that is deleted after it.
        Answer swapped = api.post(
                "/changesets",
                "{\"changes\":["
                        + step("update", "end-1", policy("end-1", tenant, 10).replace("api", "b")) + ","
                        + step("update", "end-2", policy("end-2", tenant, 10)) + "]}");
        assertThat(swapped.status()).as(swapped.body()).isEqualTo(200);
        Answer replaced = api.post(
                "/changesets",
                "{\"changes\":[" + step("create", "end-3", policy("end-3", tenant, 10)) + ","
                        + "{\"op\":\"delete\",\"kind\":\"rate-limit-policies\",\"id\":\"end-2\"}]}");
        assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
        assertThat(api.post(
                                "/changesets",
                                "{\"changes\":[" + step("create", "end-4", policy("end-4", tenant, 10)) + "]}")
                        .status())
                .isEqualTo(409);
        assertThat(api.post(
                                "/changesets",
                                "{\"changes\":[{\"op\":\"delete\",\"kind\":\"tenants\",\"id\":\"" + tenant + "\"}]}")
                        .status())
                .isEqualTo(409);
        Answer whole = api.post(
                "/changesets",
                "{\"changes\":[{\"op\":\"delete\",\"kind\":\"tenants\",\"id\":\"" + tenant + "\"},"
                        + "{\"op\":\"delete\",\"kind\":\"rate-limit-policies\",\"id\":\"end-1\"},"
                        + "{\"op\":\"delete\",\"kind\":\"rate-limit-policies\",\"id\":\"end-3\"}]}",
                "Confirm-Removal",
                "3");
        assertThat(whole.status()).as(whole.body()).isEqualTo(200);
    }

    @Test
    void retiresTheNameOfAFlagThatTheSameChangesetDeletes() {
        api.created("/feature-flags", "{\"id\":\"old\",\"name\":\"swap\",\"enabled\":true}");
        String create = "{\"op\":\"create\",\"kind\":\"feature-flags\",\"data\":{\"name\":\"swap\",\"enabled\":true}}";
        String delete = "{\"op\":\"delete\",\"kind\":\"feature-flags\",\"id\":\"old\"}";
        for (String changes : List.of(create + "," + delete, delete + "," + create)) {
            Answer refused = api.post("/changesets", "{\"changes\":[" + changes + "]}");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("code").asString()).isEqualTo("NAME_RETIRED");
        }
        String reuse = create.replace("\"name\"", "\"reuseName\":true,\"name\"");
        Answer swapped = api.post("/changesets", "{\"changes\":[" + reuse + "," + delete + "]}");
        assertThat(swapped.status()).as(swapped.body()).isEqualTo(200);
    }

    @Test
    void refusesAChangesetAsAWholeAndNamesEveryError() {
        String tenant = tenant();
        long before = head().revision();
        String fine = "{\"op\":\"update\",\"kind\":\"tenants\",\"id\":\"" + tenant + "\",\"data\":{\"name\":\"x\"}}";
        Answer invalid = api.post(
                "/changesets",
                "{\"changes\":[" + fine + "," + step("create", "bad-1", policy("bad-1", "nobody", 10)) + ","
                        + fine + "," + step("create", "bad-2", policy("bad-2", tenant, 0)) + ","
                        + "{\"op\":\"rollback\",\"kind\":\"tenants\",\"id\":\"" + tenant
                        + "\",\"targetVersion\":77}]}");
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(pointers(invalid))
                .containsExactlyInAnyOrder(
                        "/changes/1/data/tenantId", "/changes/3/data/limit", "/changes/4/targetVersion");
        Answer malformed = api.post(
                "/changesets",
                "{\"x\":1,\"changes\":[" + fine.replace("\"name\"", "\"nmae\"") + ",7,"
                        + "{\"op\":1,\"kind\":\"tenants\"},"
                        + "{\"op\":\"delete\",\"kind\":\"tenants\",\"id\":\"a\",\"data\":{}}]}");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(pointers(malformed))
                .containsExactlyInAnyOrder(
                        "/x", "/changes/0/data/nmae", "/changes/1", "/changes/2/op", "/changes/3/data");
        Answer unclear = api.post(
                "/changesets",
                "{\"changes\":[{\"op\":\"upsert\",\"kind\":\"tenants\",\"id\":\"a\"},{\"op\":\"update\",\"kind\":\"things\"},"
                        + step("create", "bad-2", policy("bad-2", tenant, 0)) + "]}");
        assertThat(unclear.status()).isEqualTo(422);
        assertThat(pointers(unclear))
                .containsExactlyInAnyOrder(
                        "/changes/0/op",
                        "/changes/1/kind",
                        "/changes/1/id",
                        "/changes/1/data",
                        "/changes/2/data/limit");
        assertThat(api.post("/changesets", "{}").status()).isEqualTo(422);
        assertThat(api.post("/changesets", "{\"changes\":[]}").status()).isEqualTo(422);
        assertThat(api.post("/changesets", "{\"changes\":{}}").status()).isEqualTo(400);
        assertThat(api.post("/changesets", "").status()).isEqualTo(400);
        assertThat(api.post(
                                "/changesets",
                                "{\"changes\":[" + fine
                                        + ",{\"op\":\"delete\",\"kind\":\"tenants\",\"id\":\"nobody\"}]}")
                        .status())
                .isEqualTo(404);
        Answer stale =
                api.post("/changesets", "{\"changes\":[" + fine.replace("\"data\"", "\"version\":9,\"data\"") + "]}");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(api.post("/changesets", "{\"changes\":[" + fine.replace("update", "create") + "]}")
                        .status())
                .isEqualTo(409);
        assertThat(head().revision()).isEqualTo(before);
        assertThat(api.get("/tenants/" + tenant).header("ETag")).isEqualTo("\"1\"");
        assertThat(api.get("/audit?action=CHANGESET&outcome=INVALID").json().path("items"))
                .isNotEmpty();
    }

    private static String step(String op, String id, String data) {
        return "{\"op\":\"" + op + "\",\"kind\":\"rate-limit-policies\",\"id\":\"" + id + "\",\"data\":" + data + "}";
    }

    private static String policy(String id, String tenant, int limit) {
        return "{\"id\":\"" + id + "\",\"tenantId\":\"" + tenant + "\",\"limit\":" + limit
                + ",\"window\":60,\"scope\":\"api\"}";
    }

    private String tenant() {
        String id = "tenant-" + ids++;
        api.created("/tenants", "{\"id\":\"" + id + "\",\"name\":\"" + id + "\"}");
        return id;
    }

    private RenderedSnapshot head() {
        return control.bean(Snapshots.class).head(RenderedSnapshot.STABLE).orElseThrow();
    }

    private JsonNode published() {
        return JSON.readTree(head().json()).path("resources");
    }

    private static List<String> ids(JsonNode resources) {
        List<String> ids = new ArrayList<>();
        resources.forEach(
                kind -> kind.forEach(resource -> ids.add(resource.path("id").asString())));
        return ids;
    }

    private static List<String> pointers(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("pointer").asString())
                .toList();
    }
}
