package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import io.failstatic.control.change.Api.Answer;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The admin API of the six kinds, sentence by sentence; the same on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ResourceApiContract {

    private static final JsonMapper JSON = JsonMapper.shared();

    private RunningControl control;
    private Api api;
    private JdbcTemplate jdbc;
    private int ids;

    /** Starts the service over the database of the subclass, with the given settings. */
    abstract RunningControl start(Path data, String... settings);

    @BeforeAll
    void start(@TempDir Path data) {
        control = start(data, "control.targets.allow-loopback=true");
        api = new Api(control.uri("admin", "").toString(), RunningControl.ADMIN);
        jdbc = control.bean(JdbcTemplate.class);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    final JdbcTemplate jdbc() {
        return jdbc;
    }

    @Test
    void createsWithLocationTagAndRevision() {
        Answer created = api.post("/tenants", "{\"id\":\"acme\",\"name\":\"Acme\"}", "Change-Reason", "new customer");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/tenants/acme");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.header("Config-Epoch")).isEqualTo("1");
        assertThat(created.revision()).isEqualTo(head().revision());
        assertThat(created.json().propertyNames())
                .containsExactly("id", "version", "name", "createdAt", "updatedAt", "updatedBy", "apiKeys");
        assertThat(created.json().path("updatedBy").asString()).isEqualTo("alice");
        assertThat(api.get("/tenants/acme").json()).isEqualTo(created.json());
        JsonNode entry = audit("?kind=tenants&resourceId=acme").get(0);
        assertThat(entry.path("reason").asString()).isEqualTo("new customer");
        assertThat(entry.path("requestId").asString()).isNotEmpty();
        assertThat(entry.path("sourceIp").asString()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants|{'name':'Acme'}|tenant-|{'name':'Other'}",
                "services|{'endpoints':['http://127.0.0.1:7001']}|service-|{'endpoints':['http://127.0.0.1:7002'],'timeoutMs':1,'retryCount':5}",
                "rate-limit-policies|{'tenantId':'$','limit':1000,'window':60}|policy-|{'tenantId':'$','limit':100,'window':60,'scope':'api'}",
                "routing-rules|{'path':'/a/*','targetService':'$'}|route-|{'path':'/a','targetService':'$','priority':7,'conditions':{'header':'X','equals':'y'}}",
                "feature-flags|{'name':'$','enabled':true}|flag-|{'name':'$','enabled':false,'rollout':{'percentage':25,'keys':['k']},'description':'d'}",
                "documents|{'content':{'retries':3}}|document-|{'content':[1,null,'x']}"
            })
    void everyKindIsCreatedReadReplacedAndDeleted(String kind, String body, String prefix, String other) {
        String target = unique("known");
        api.created("/tenants", "{\"id\":\"" + target + "\",\"name\":\"a\"}");
        api.created("/services", "{\"id\":\"" + target + "\",\"endpoints\":[\"http://example.com\"]}");

        Answer created = api.created("/" + kind, json(body, target));
        String id = created.json().path("id").asString();
        String path = "/" + kind + "/" + id;
        assertThat(id).startsWith(prefix);
        assertThat(published(kind, id).path("version").asLong()).isEqualTo(1);

        Answer replaced = api.put(path, json(other, target));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
        assertThat(replaced.json().path("createdAt")).isEqualTo(created.json().path("createdAt"));
        assertThat(published(kind, id).path("version").asLong()).isEqualTo(2);
        assertThat(replaced.revision()).isEqualTo(head().revision());

        // What GET answers can be PUT, and changes nothing.
        Answer read = api.get(path);
        Answer same = api.put(path, read.body());
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json()).isEqualTo(read.json());
        assertThat(same.revision()).isEqualTo(replaced.revision());

        long removals = published().path("removals").path(kind).asLong();
        Answer deleted = api.delete(path);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(deleted.revision()).isEqualTo(replaced.revision() + 1);
        assertThat(published(kind, id).isMissingNode()).isTrue();
        assertThat(published().path("removals").path(kind).asLong()).isEqualTo(removals + 1);
        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(api.delete(path).status()).isEqualTo(404);
        assertThat(api.put(path, json(other, target)).status()).isEqualTo(404);

        // The history stays.
        JsonNode first = api.get(path + "?version=1").json();
        assertThat(without(first)).isEqualTo(without(created.json()));
        assertThat(api.get(path + "?version=2").header("ETag")).isEqualTo("\"2\"");
        assertThat(api.get(path + "?version=3").status()).isEqualTo(404);
        assertThat(api.get(path + "?version=4").status()).isEqualTo(404);
        assertThat(actions(api.get(path + "/versions").json())).containsExactly("3 DELETE", "2 UPDATE", "1 CREATE");

        // An id goes on where it was.
        ObjectNode again = (ObjectNode) JSON.readTree(json(body, target));
        again.put("id", id);
        if (kind.equals("feature-flags")) {
            assertThat(api.post("/" + kind, again.toString()).status()).isEqualTo(409);
            again.put("reuseName", true);
        }
        Answer recreated = api.created("/" + kind, again.toString());
        assertThat(recreated.header("ETag")).isEqualTo("\"4\"");
        assertThat(api.post("/" + kind, again.toString()).status()).isEqualTo(409);
        api.delete(path);
    }

    @Test
    void answersNotModifiedToWhoHasTheVersion() {
        String id = tenant();
        assertThat(api.get("/tenants/" + id, "If-None-Match", "\"1\"").status()).isEqualTo(304);
        assertThat(api.get("/tenants/" + id, "If-None-Match", "\"2\"").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", ""})
    void refusesVersionsThatCannotBe(String version) {
        assertThat(api.get("/tenants/" + tenant() + "?version=" + version).status())
                .isEqualTo(400);
    }

    @Test
    void answersProblemsWithAllPointers() {
        Answer malformed = api.post("/rate-limit-policies", "{\"limit\":\"1\",\"lmit\":2}");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(pointers(malformed)).containsExactlyInAnyOrder("/limit", "/lmit");
        Answer invalid = api.post("/rate-limit-policies", "{\"tenantId\":\"nobody\",\"limit\":0}");
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(pointers(invalid)).containsExactlyInAnyOrder("/tenantId", "/limit", "/window");
        assertThat(invalid.header("Content-Type")).startsWith("application/problem+json");
        assertThat(invalid.json().path("errors").get(0).propertyNames()).contains("pointer", "code", "message");
        assertThat(api.post("/tenants", "").status()).isEqualTo(400);
        assertThat(api.post("/tenants", "{}", "Content-Type", "text/plain").status())
                .isEqualTo(415);
        assertThat(api.post("/nothing", "{}").status()).isEqualTo(404);
        assertThat(api.put("/tenants", "{}").status()).isEqualTo(405);
        assertThat(api.get("/tenants/Not%20An%20Id").status()).isEqualTo(404);
    }

    @Test
    void holdsReplacementsAndRemovalsAgainstWhatTheCallerSaw() {
        String path = "/tenants/" + tenant();
        Answer stale = api.put(path, "{\"name\":\"b\"}", "If-Match", "\"7\"");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("version").asLong()).isEqualTo(1);
        assertThat(api.put(path, "{\"name\":\"b\",\"version\":2}").status()).isEqualTo(412);
        assertThat(api.put(path, "{\"version\":\"1\",\"name\":\"b\"}").status()).isEqualTo(400);
        // A precondition goes before content.
        assertThat(api.put(path, "{\"name\":\"\"}", "If-Match", "\"7\"").status())
                .isEqualTo(412);
        assertThat(api.put(path, "{\"name\":\"b\",\"version\":1}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(200);
        assertThat(api.delete(path, "If-Match", "\"1\"").status()).isEqualTo(412);
        assertThat(api.delete(path, "If-Match", "\"2\"").status()).isEqualTo(204);
    }

    @Test
    void keepsOnePolicyPerTenantAndScope() {
        String tenant = tenant();
        String first = policy(tenant, "api");
        assertThat(api.post("/rate-limit-policies", policyBody(tenant, "api")).status())
                .isEqualTo(409);
        String second = policy(tenant, "batch");
        assertThat(api.put("/rate-limit-policies/" + second, policyBody(tenant, "api"))
                        .status())
                .isEqualTo(409);
        api.delete("/rate-limit-policies/" + first);
        assertThat(api.put("/rate-limit-policies/" + second, policyBody(tenant, "api"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void keepsWhatOthersReferTo() {
        String tenant = tenant();
        String policy = policy(tenant, "api");
        assertThat(api.delete("/tenants/" + tenant).status()).isEqualTo(409);
        api.delete("/rate-limit-policies/" + policy);
        assertThat(api.delete("/tenants/" + tenant).status()).isEqualTo(204);

        String service = unique("service");
        api.created("/services", "{\"id\":\"" + service + "\",\"endpoints\":[\"http://example.com\"]}");
        String rule = api.created("/routing-rules", "{\"path\":\"/x\",\"targetService\":\"" + service + "\"}")
                .json()
                .path("id")
                .asString();
        assertThat(api.delete("/services/" + service).status()).isEqualTo(409);
        api.delete("/routing-rules/" + rule);
        assertThat(api.delete("/services/" + service).status()).isEqualTo(204);
        assertThat(api.post("/routing-rules", "{\"path\":\"/x\",\"targetService\":\"" + service + "\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    @Tag("incident")
    void retiresTheNamesOfDeletedFlags() {
        String name = unique("checkout");
        String flag = "{\"name\":\"" + name + "\",\"enabled\":true";
        String id = api.created("/feature-flags", flag + "}").json().path("id").asString();
        assertThat(api.post("/feature-flags", flag + "}").status()).isEqualTo(409);
        assertThat(api.post("/feature-flags", flag + ",\"reuseName\":true}").status())
                .isEqualTo(409);
        assertThat(api.put("/feature-flags/" + id, "{\"name\":\"other\",\"enabled\":true}")
                        .status())
                .isEqualTo(422);
        api.delete("/feature-flags/" + id);
        Answer retired = api.post("/feature-flags", flag + "}");
        assertThat(retired.status()).isEqualTo(409);
        assertThat(retired.json().path("code").asString()).isEqualTo("NAME_RETIRED");
        assertThat(api.post("/feature-flags", flag + ",\"reuseName\":false}").status())
                .isEqualTo(409);
        String reused = api.created("/feature-flags", flag + ",\"reuseName\":true}")
                .json()
                .path("id")
                .asString();
        api.delete("/feature-flags/" + reused);
        assertThat(api.post("/feature-flags", flag + "}").status()).isEqualTo(409);
    }

    @Test
    void listsByIdPageAfterPage() {
        for (int i = 0; i < 5; i++) {
            api.created("/documents", "{\"id\":\"list-" + i + "\",\"content\":" + i + "}");
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            Answer page = api.get("/documents?pageSize=2" + token);
            assertThat(page.json().path("items").size()).isLessThanOrEqualTo(2);
            page.json().path("items").forEach(item -> seen.add(item.path("id").asString()));
            JsonNode next = page.json().path("nextPageToken");
            token = next.isMissingNode() ? "" : "&pageToken=" + next.asString();
        } while (!token.isEmpty());
        assertThat(seen).isSorted().contains("list-0", "list-1", "list-2", "list-3", "list-4");
        for (int i = 0; i < 5; i++) {
            api.delete("/documents/list-" + i);
        }
    }

    @Test
    void filtersByNameAndTenant() {
        String tenant = tenant();
        String policy = policy(tenant, "api");
        JsonNode policies = api.get("/rate-limit-policies?tenantId=" + tenant).json();
        assertThat(policies.path("items")).hasSize(1);
        assertThat(policies.path("items").get(0).path("id").asString()).isEqualTo(policy);
        assertThat(policies.has("nextPageToken")).isFalse();
        assertThat(api.get("/rate-limit-policies?tenantId=nobody").json().path("items"))
                .isEmpty();
        assertThat(api.get("/tenants?name=" + tenant).json().path("items")).hasSize(1);
    }

    @ParameterizedTest
    @Tag("incident")
    @ValueSource(
            strings = {
                "/tenants?pending_delete",
                "/tenants?name=",
                "/tenants?name=a&name=b",
                "/tenants?tenantId=a",
                "/tenants?nmae=a",
                "/services?name=a",
                "/rate-limit-policies?name=a",
                "/tenants?pageSize=0",
                "/tenants?pageSize=201",
                "/tenants?pageSize=x",
                "/tenants?pageToken=%21",
                "/audit?who=alice",
                "/audit?outcome=FINE",
                "/audit?from=yesterday",
                "/tenants/acme?x=1"
            })
    void refusesParametersItDoesNotKnow(String path) {
        Answer answer = api.get(path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").get(0).path("parameter").asString())
                .isNotEmpty();
    }

    @Test
    void changesNothingWhenAParameterOfAChangeIsUnknown() {
        String id = tenant();
        assertThat(api.delete("/tenants/" + id + "?dryrun=true").status()).isEqualTo(400);
        assertThat(api.put("/tenants/" + id + "?x=", "{\"name\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(api.post("/tenants?x=1", "{\"name\":\"x\"}").status()).isEqualTo(400);
        assertThat(api.get("/tenants/" + id).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void showsAnApiKeyOnceAndKeepsOnlyItsDigest() throws Exception {
        String id = tenant();
        Answer issued = api.post("/tenants/" + id + "/api-keys", "");
        assertThat(issued.status()).isEqualTo(201);
        assertThat(issued.json().propertyNames()).containsExactly("keyId", "apiKey");
        String apiKey = issued.json().path("apiKey").asString();
        String keyId = issued.json().path("keyId").asString();
        assertThat(apiKey).matches("fsk_[A-Za-z0-9_-]{43}");
        assertThat(issued.revision()).isEqualTo(head().revision());
        assertThat(published("tenants", id).path("apiKeys").get(0).toString())
                .isEqualTo("{\"keyId\":\"" + keyId + "\",\"sha256\":\"" + RunningControl.sha256(apiKey) + "\"}");
        assertThat(api.get("/tenants/" + id)
                        .json()
                        .path("apiKeys")
                        .get(0)
                        .path("keyId")
                        .asString())
                .isEqualTo(keyId);
        assertThat(api.get("/tenants/" + id).header("ETag")).isEqualTo("\"1\"");
        for (String place : List.of(
                api.get("/audit").body(),
                api.get("/tenants/" + id).body(),
                new String(head().json(), java.nio.charset.StandardCharsets.UTF_8))) {
            assertThat(place).doesNotContain(apiKey);
        }

        Answer revoked = api.delete("/tenants/" + id + "/api-keys/" + keyId);
        assertThat(revoked.status()).isEqualTo(204);
        assertThat(revoked.revision()).isEqualTo(issued.revision() + 1);
        assertThat(published("tenants", id).path("apiKeys")).isEmpty();
        assertThat(api.delete("/tenants/" + id + "/api-keys/" + keyId).status()).isEqualTo(404);
        assertThat(api.post("/tenants/nobody/api-keys", "").status()).isEqualTo(404);
        assertThat(actions("?kind=tenants&resourceId=" + id))
                .containsExactly("REVOKE_API_KEY INVALID", "REVOKE_API_KEY OK", "ISSUE_API_KEY OK", "CREATE_TENANT OK");
    }

    @Test
    void revokesTheKeysOfADeletedTenantForEver() {
        String id = tenant();
        api.post("/tenants/" + id + "/api-keys", "");
        api.delete("/tenants/" + id);
        api.created("/tenants", "{\"id\":\"" + id + "\",\"name\":\"back\"}");
        assertThat(published("tenants", id).path("apiKeys")).isEmpty();
    }

    @Test
    @Tag("G14")
    void recordsEachChangeAndEachRefusal() {
        String id = tenant();
        api.put("/tenants/" + id, "{\"name\":\"b\"}");
        api.put("/tenants/" + id, "{\"name\":\"b\"}");
        api.put("/tenants/" + id, "{\"name\":\"\"}");
        api.put("/tenants/" + id, "{");
        api.put("/tenants/" + id, "{\"name\":\"c\"}", "If-Match", "\"1\"");
        api.delete("/tenants/" + id);
        assertThat(actions("?kind=tenants&resourceId=" + id))
                .containsExactly(
                        "DELETE_TENANT OK",
                        "UPDATE_TENANT CONFLICT",
                        "UPDATE_TENANT INVALID",
                        "UPDATE_TENANT INVALID",
                        "UPDATE_TENANT OK",
                        "CREATE_TENANT OK");
        JsonNode update = audit("?resourceId=" + id + "&action=UPDATE_TENANT&outcome=OK&actor=alice")
                .get(0);
        assertThat(update.path("fromVersion").asLong()).isEqualTo(1);
        assertThat(update.path("toVersion").asLong()).isEqualTo(2);
        assertThat(update.path("changes").toString())
                .isEqualTo("[{\"pointer\":\"/name\",\"from\":\"" + id + "\",\"to\":\"b\"}]");
        assertThat(audit("?resourceId=" + id + "&from=2999-01-01T00:00:00Z")).isEmpty();
        assertThat(api.get("/audit?pageSize=1").json().path("nextPageToken").asString())
                .isNotEmpty();
    }

    @Test
    @Tag("G14")
    void failsTheChangeWhenItCannotBeRecorded() {
        String id = tenant();
        long revision = head().revision();
        jdbc.execute("alter table audit_entry rename to audit_entry_away");
        try {
            assertThat(api.put("/tenants/" + id, "{\"name\":\"b\"}").status()).isGreaterThanOrEqualTo(500);
        } finally {
            jdbc.execute("alter table audit_entry_away rename to audit_entry");
        }
        assertThat(api.get("/tenants/" + id).header("ETag")).isEqualTo("\"1\"");
        assertThat(head().revision()).isEqualTo(revision);
        assertThat(api.put("/tenants/" + id, "{\"name\":\"b\"}").revision()).isEqualTo(revision + 1);
    }

    @Test
    @Tag("G4")
    void givesConcurrentWritersDenseRevisionsInCommitOrder() throws Exception {
        long before = head().revision();
        long entries = count("audit_entry");
        ExecutorService writers = Executors.newFixedThreadPool(100);
        List<Callable<Long>> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String body = "{\"content\":" + i + "}";
            writes.add(() -> api.created("/documents", body).revision());
        }
        List<Long> revisions = new ArrayList<>();
        for (Future<Long> write : writers.invokeAll(writes)) {
            revisions.add(write.get());
        }
        writers.shutdown();
        assertThat(revisions)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(before + 1, before + 100).boxed().toList());
        assertThat(count("audit_entry") - entries).isEqualTo(100);
        // Each revision holds everything that the ones before it made: they were committed in their order.
        List<Integer> sizes = jdbc.query(
                "select json from rendering where number > ? order by number",
                (row, i) -> JSON.readTree(row.getBytes(1))
                        .path("resources")
                        .path("documents")
                        .size(),
                before);
        assertThat(sizes).hasSize(100).isSorted().doesNotHaveDuplicates();
        assertThat(head().revision()).isEqualTo(before + 100);
        assertThat(count("rendering")).isLessThanOrEqualTo(100);
    }

    @Test
    void storesTheBytesWithTheirDigestAndTheSameCoded() throws Exception {
        tenant();
        RenderedSnapshot head = head();
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(head.json());
        assertThat(head.digest()).isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":");
        try (InputStream coded = new GZIPInputStream(new java.io.ByteArrayInputStream(head.gzip()))) {
            assertThat(coded.readAllBytes()).isEqualTo(head.json());
        }
        assertThat(published().propertyNames())
                .containsExactly(
                        "format",
                        "lineage",
                        "epoch",
                        "revision",
                        "audience",
                        "publishedAt",
                        "requires",
                        "removals",
                        "resources");
        Snapshots snapshots = control.bean(Snapshots.class);
        assertThat(snapshots.newer(head.epoch(), head.revision())).isEmpty();
        assertThat(snapshots.newer(head.epoch(), head.revision() - 1)).isPresent();
        assertThat(snapshots.head("nobody")).isEmpty();
    }

    @Test
    void rendersTheGoldenSnapshot() throws IOException {
        JsonNode golden;
        try (InputStream file = getClass().getResourceAsStream("/io/failstatic/golden/snapshots/valid/full.json")) {
            golden = JSON.readTree(file).path("resources");
        }
        for (String kind : golden.propertyNames()) {
            for (JsonNode resource : golden.path(kind)) {
                ObjectNode content = (ObjectNode) resource.deepCopy();
                content.remove(List.of("version", "apiKeys"));
                api.created("/" + kind, content.toString());
            }
        }
        for (String kind : golden.propertyNames()) {
            for (JsonNode resource : golden.path(kind)) {
                ObjectNode expected = (ObjectNode) resource.deepCopy();
                expected.put("version", 1);
                if (expected.has("apiKeys")) {
                    expected.putArray("apiKeys");
                }
                assertThat(published(kind, resource.path("id").asString()).toString())
                        .isEqualTo(expected.toString());
            }
        }
    }

    @Test
    void keepsDescriptionsToItself() {
        String name = unique("flag");
        String id = api.created(
                        "/feature-flags", "{\"name\":\"" + name + "\",\"enabled\":true,\"description\":\"why\"}")
                .json()
                .path("id")
                .asString();
        assertThat(api.get("/feature-flags/" + id).json().path("description").asString())
                .isEqualTo("why");
        assertThat(published("feature-flags", id).toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"version\":1,\"name\":\"" + name + "\",\"enabled\":true}");
    }

    private String tenant() {
        String id = unique("tenant");
        api.created("/tenants", "{\"id\":\"" + id + "\",\"name\":\"" + id + "\"}");
        return id;
    }

    private String policy(String tenant, String scope) {
        return api.created("/rate-limit-policies", policyBody(tenant, scope))
                .json()
                .path("id")
                .asString();
    }

    private static String policyBody(String tenant, String scope) {
        return "{\"tenantId\":\"" + tenant + "\",\"limit\":10,\"window\":60,\"scope\":\"" + scope + "\"}";
    }

    private synchronized String unique(String prefix) {
        return prefix + "-t" + ids++;
    }

    @Test
    void listsByTheBytesOfTheIdWhateverTheLocaleOfTheDatabase() {
        List<String> sorted = List.of("order-b", "order1", "ordera");
        for (String id : List.of("ordera", "order-b", "order1")) {
            api.created("/documents", "{\"id\":\"" + id + "\",\"content\":1}");
        }
        List<String> listed = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = api.get("/documents?pageSize=5" + token).json();
            page.path("items").forEach(item -> listed.add(item.path("id").asString()));
            JsonNode next = page.path("nextPageToken");
            token = next.isMissingNode() ? "" : "&pageToken=" + next.asString();
        } while (!token.isEmpty());
        assertThat(listed).isSorted().containsSubsequence(sorted);
    }

    private RenderedSnapshot head() {
        return control.bean(Snapshots.class).head(RenderedSnapshot.STABLE).orElseThrow();
    }

    private JsonNode published() {
        return JSON.readTree(head().json());
    }

    private JsonNode published(String kind, String id) {
        return StreamSupport.stream(published().path("resources").path(kind).spliterator(), false)
                .filter(resource -> resource.path("id").asString().equals(id))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    private JsonNode audit(String query) {
        return api.get("/audit" + query).json().path("items");
    }

    private List<String> actions(String query) {
        return StreamSupport.stream(audit(query).spliterator(), false)
                .map(entry -> entry.path("action").asString() + " "
                        + entry.path("outcome").asString())
                .toList();
    }

    private static List<String> actions(JsonNode versions) {
        return StreamSupport.stream(versions.path("items").spliterator(), false)
                .map(item -> item.path("version").asLong() + " "
                        + item.path("action").asString())
                .toList();
    }

    private static List<String> pointers(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("pointer").asString())
                .toList();
    }

    private static JsonNode without(JsonNode resource) {
        ObjectNode copy = (ObjectNode) resource.deepCopy();
        copy.remove("apiKeys");
        return copy;
    }

    private static String json(String quoted, String target) {
        return quoted.replace('\'', '"').replace("$", target);
    }

    private long count(String table) {
        return jdbc.queryForObject("select count(*) from " + table, Long.class);
    }
}
