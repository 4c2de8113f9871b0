package io.failstatic.control.audit;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the audit log is asked for, as pages and as an export. */
@ParameterizedClass
@EnumSource(OnDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditSearchIT {

    private static final String AUDIT = "/api/v1/audit";
    private static final String LINES = "application/x-ndjson";

    @Parameter
    OnDatabase database;

    private RunningControl control;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) {
        control = database.start(data);
        assertThat(create(ADMIN, "tenants", "{\"id\":\"acme\",\"name\":\"a\"}")).isEqualTo(201);
        assertThat(create(EDITOR, "tenants", "{\"id\":\"other\",\"name\":\"a\"}"))
                .isEqualTo(201);
        assertThat(create(EDITOR, "documents", "{\"id\":\"acme\",\"content\":1.50}"))
                .isEqualTo(201);
        assertThat(create(EDITOR, "tenants", "{\"id\":\"acme\",\"name\":\"a\"}"))
                .isEqualTo(409);
        assertThat(create(ADMIN, "tenants", "{\"id\":\"-\",\"name\":\"a\"}")).isEqualTo(422);
        assertThat(create(VIEWER, "tenants", "{\"id\":\"never\",\"name\":\"a\"}"))
                .isEqualTo(403);
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        control.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|6,5,4,3,2,1",
                "?actor=edith|4,3,2",
                "?actor=nobody|''",
                "?action=CREATE_TENANT|6,5,4,2,1",
                "?kind=documents|3",
                "?resourceId=acme|3,1",
                "?outcome=OK|3,2,1",
                "?outcome=CONFLICT|4",
                "?outcome=INVALID|5",
                "?outcome=DENIED|6",
                "?outcome=FROZEN|''",
                "?actor=edith&outcome=OK&kind=tenants|2",
                "?kind=tenants&resourceId=acme&action=CREATE_TENANT&actor=alice|1",
                "?from=2999-01-01T00:00:00Z|''",
                "?to=2999-01-01T00:00:00Z|6,5,4,3,2,1",
                "?to=2000-01-01T00:00:00Z|''"
            })
    void findsWhatAFilterAccepts(String query, String expected) {
        String path = AUDIT + (query == null ? "" : query);
        List<Long> seqs = expected.isEmpty()
                ? List.of()
                : List.of(expected.split(",", -1)).stream().map(Long::valueOf).toList();
        assertThat(seqs(get(path))).isEqualTo(seqs);
        List<Long> oldestFirst = new ArrayList<>(seqs);
        Collections.reverse(oldestFirst);
        assertThat(export(path).body().lines().map(AuditSearchIT::seq)).isEqualTo(oldestFirst);
    }

    @Test
    void fromIsIncludedAndToIsNot() {
        String at = json(get(AUDIT + "?kind=documents")).at("/items/0/at").asString();
        assertThat(seqs(get(AUDIT + "?outcome=OK&from=" + at))).containsExactly(3L);
        assertThat(seqs(get(AUDIT + "?to=" + at))).containsExactly(2L, 1L);
        String later = Instant.parse(at).plusNanos(1000).toString();
        assertThat(seqs(get(AUDIT + "?kind=documents&from=" + later))).isEmpty();
        assertThat(seqs(get(AUDIT + "?kind=documents&from=" + at + "&to=" + later)))
                .containsExactly(3L);
    }

    @Test
    void goesThroughThePagesNewestFirst() {
        List<Long> seen = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page = json(get(AUDIT + "?action=CREATE_TENANT&pageSize=2" + token));
            page.get("items").forEach(item -> seen.add(item.get("seq").asLong()));
            token = page.has("nextPageToken")
                    ? "&pageToken=" + page.get("nextPageToken").asString()
                    : "";
            pages++;
        } while (!token.isEmpty());
        assertThat(seen).containsExactly(6L, 5L, 4L, 2L, 1L);
        assertThat(pages).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?who=alice",
                "?actor=",
                "?actor=%20",
                "?actor=a&actor=b",
                "?action=",
                "?kind=",
                "?resourceId=",
                "?outcome=",
                "?outcome=ok",
                "?from=",
                "?from=yesterday",
                "?to=2026-11-20",
                "?actor=a%0d%0ab"
            })
    void refusesParametersThatItDoesNotKnow(String query) {
        for (String type : List.of("application/json", LINES)) {
            HttpResponse<String> answer = control.admin(VIEWER, "GET", AUDIT + query, null, "Accept", type);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(json(answer).at("/errors/0/parameter").asString()).isNotEmpty();
        }
        assertThat(get(AUDIT + "/verify" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void anExportHasNoPages() {
        assertThat(export(AUDIT + "?pageSize=2").statusCode()).isEqualTo(400);
        assertThat(export(AUDIT + "?pageToken=Mg").statusCode()).isEqualTo(400);
    }

    @Test
    void exportsTheSameEntriesAsThePages() {
        HttpResponse<String> export = export(AUDIT);
        assertThat(export.statusCode()).isEqualTo(200);
        assertThat(export.headers().firstValue("Content-Type").orElse("")).startsWith(LINES);
        assertThat(export.body()).endsWith("}\n").doesNotContain("\n\n").contains("1.50");
        List<JsonNode> lines =
                export.body().lines().map(JsonMapper.shared()::readTree).toList();
        List<JsonNode> items = new ArrayList<>();
        json(get(AUDIT)).get("items").forEach(item -> items.add(0, item));
        assertThat(lines).isEqualTo(items);
        assertThat(lines.get(0).propertyNames())
                .containsExactly(
                        "seq",
                        "at",
                        "actor",
                        "action",
                        "kind",
                        "resourceId",
                        "fromVersion",
                        "toVersion",
                        "revision",
                        "changes",
                        "reason",
                        "requestId",
                        "sourceIp",
                        "outcome",
                        "breakGlass",
                        "previousHash",
                        "hash");
    }

    @Test
    void answersWhatIsAskedFor() {
        assertThat(control.admin(VIEWER, "GET", AUDIT, null, "Accept", "*/*")
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""))
                .startsWith("application/json");
        assertThat(control.admin(VIEWER, "GET", AUDIT, null, "Accept", "text/csv")
                        .statusCode())
                .isEqualTo(406);
        HttpResponse<String> head = control.admin(VIEWER, "HEAD", AUDIT, null, "Accept", LINES);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private int create(String token, String kind, String body) {
        return control.admin(token, "POST", "/api/v1/" + kind, body).statusCode();
    }

    private HttpResponse<String> get(String path) {
        return control.admin(VIEWER, "GET", path, null);
    }

    private HttpResponse<String> export(String path) {
        return control.admin(VIEWER, "GET", path, null, "Accept", LINES);
    }

    private static List<Long> seqs(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return StreamSupport.stream(json(page).get("items").spliterator(), false)
                .map(item -> item.get("seq").asLong())
                .toList();
    }

    private static long seq(String line) {
        return JsonMapper.shared().readTree(line).get("seq").asLong();
    }
}
