package io.failstatic.control.audit;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
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

/** Whatever is done to the audit log behind the service's back shows; the same on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuditChainContract {

    /** An entry in the middle. */
    private static final long HARMED = 5;

    private RunningControl control;
    private JdbcTemplate jdbc;
    private int ids;

    abstract RunningControl start(Path data);

    @BeforeAll
    void startService(@TempDir Path data) {
        control = start(data);
        jdbc = control.bean(JdbcTemplate.class);
        for (int i = 0; i < 9; i++) {
            assertThat(create("{\"a\":1.0,\"b\":[\"é\\u2028\\\"\\\\\\n\",null,1e2]}")
                            .statusCode())
                    .isEqualTo(201);
        }
        assertThat(create("{").statusCode()).isEqualTo(400);
        assertThat(last()).isEqualTo(10);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    @Tag("G14")
    void holdsForWhatTheServiceHasWritten() {
        JsonNode verification = verify();
        assertThat(verification.propertyNames()).containsExactly("valid", "entries", "last", "lastHash");
        assertThat(verification.get("valid").asBoolean()).isTrue();
        assertThat(verification.get("entries").asLong()).isEqualTo(last());
        assertThat(verification.get("last").asLong()).isEqualTo(last());
        assertThat(seqs())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last()).boxed().toList());

        // With nothing but the export and SHA-256, as the documentation says.
        String previous = "0".repeat(64);
        for (String line : export("").body().lines().toList()) {
            JsonNode entry = JsonMapper.shared().readTree(line);
            String hash = entry.get("hash").asString();
            String unhashed = line.replace(",\"hash\":\"" + hash + "\"}", "}");
            assertThat(RunningControl.sha256(unhashed)).isEqualTo(hash);
            assertThat(entry.get("previousHash").asString()).isEqualTo(previous);
            previous = hash;
        }
        assertThat(previous).isEqualTo(verification.get("lastHash").asString());
    }

    @ParameterizedTest
    @Tag("G14")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "at|at + interval '1' second",
                "actor|'mallory'",
                "action|'DELETE_TENANT'",
                "kind|'tenants'",
                "kind|null",
                "resource_id|'other'",
                "from_version|1",
                "to_version|7",
                "revision|revision - 1",
                "changes|'[]'",
                "changes|replace(changes, '1.0', '1.00')",
                "reason|'because'",
                "reason|''",
                "request_id|'r'",
                "source_ip|'10.0.0.1'",
                "outcome|'DENIED'",
                "break_glass|true",
                "previous_hash|repeat('0', 64)",
                "hash|repeat('a', 64)",
                "hash|null"
            })
    void namesAnEntryOfWhichOneFieldWasAltered(String column, String value) {
        assertBroken(
                HARMED,
                "altered",
                List.of("update audit_entry set " + column + " = " + value + " where seq = " + HARMED));
    }

    @Test
    @Tag("G14")
    void namesAnEntryThatWasRewrittenWithAFittingHash() {
        String line = export("").body().lines().toList().get((int) HARMED - 1);
        String forged = line.substring(0, line.indexOf(",\"hash\"")) + "}";
        String hash = RunningControl.sha256(forged.replace("\"alice\"", "\"mallory\""));
        assertBroken(
                HARMED,
                "replaced",
                List.of("update audit_entry set actor = 'mallory', hash = '" + hash + "' where seq = " + HARMED));
    }

    @ParameterizedTest
    @Tag("G14")
    @ValueSource(ints = {1, 3})
    void namesTheFirstOfEntriesThatWereDeleted(int count) {
        assertBroken(
                HARMED,
                "missing",
                List.of("delete from audit_entry where seq between " + HARMED + " and " + (HARMED + count - 1)));
    }

    @Test
    @Tag("G14")
    void namesTheFirstEntryOfTheLogWhenItWasDeleted() {
        assertBroken(1, "missing", List.of("delete from audit_entry where seq = 1"));
    }

    @Test
    @Tag("G14")
    void namesAGapThatWasClosed() {
        assertBroken(
                HARMED,
                "altered",
                List.of(
                        "delete from audit_entry where seq = " + HARMED,
                        "update audit_entry set seq = seq - 1000000 where seq > " + HARMED,
                        "update audit_entry set seq = seq + 999999 where seq < 0",
                        "update audit_chain set seq = seq - 1"));
    }

    @Test
    @Tag("G14")
    void namesTheFirstOfEntriesThatWereReordered() {
        assertBroken(
                HARMED,
                "altered",
                List.of(
                        "update audit_entry set seq = -1 where seq = " + HARMED,
                        "update audit_entry set seq = " + HARMED + " where seq = " + (HARMED + 1),
                        "update audit_entry set seq = " + (HARMED + 1) + " where seq = -1"));
    }

    @Test
    @Tag("G14")
    void namesTheFirstOfEntriesThatWereCutOff() {
        long harmed = 9;
        assertBroken(harmed, "missing", List.of("delete from audit_entry where seq >= " + harmed));
    }

    @Test
    @Tag("G14")
    void namesTheLastEntryWhenItWasRewritten() {
        long harmed = last();
        assertBroken(harmed, "replaced", List.of("update audit_chain set hash = repeat('a', 64)"));
    }

    @Test
    @Tag("G14")
    void namesAnEntryThatTheServiceHasNotWritten() {
        assertBroken(last() + 1, "foreign", List.of(copyOf(HARMED, last() + 1)));
        assertBroken(-7, "foreign", List.of(copyOf(HARMED, -7)));
    }

    @Test
    @Tag("G14")
    void namesTheFirstEntryWhenTheChainIsSaidToBeginLater() {
        assertBroken(HARMED, "replaced", List.of("update audit_chain set first_seq = " + HARMED));
    }

    @Test
    @Tag("G14")
    void noChangeIsMadeWithoutItsEntry() {
        for (String table : List.of("audit_entry", "audit_chain")) {
            long revision = revision();
            jdbc.execute("alter table " + table + " rename to away");
            try {
                HttpResponse<String> refused = create("1");
                assertThat(refused.statusCode()).isGreaterThanOrEqualTo(500);
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            } finally {
                jdbc.execute("alter table away rename to " + table);
            }
            assertThat(revision()).isEqualTo(revision);
        }
        // The number that could not be written is taken by somebody else.
        jdbc.update("update audit_chain set seq = seq - 1");
        long revision = revision();
        try {
            assertThat(create("1").statusCode()).isGreaterThanOrEqualTo(500);
        } finally {
            jdbc.update("update audit_chain set seq = seq + 1");
        }
        assertThat(revision()).isEqualTo(revision);
        assertThat(create("1").headers().firstValueAsLong("Config-Revision").orElseThrow())
                .isEqualTo(revision + 1);
        assertThat(verify().get("valid").asBoolean()).isTrue();
    }

    @Test
    @Tag("G14")
    void changesAndRefusalsAtOnceMakeOneChain() throws Exception {
        long before = last();
        ExecutorService callers = Executors.newFixedThreadPool(20);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String content = i % 2 == 0 ? "1" : "{";
            calls.add(() -> create(content).statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> call : callers.invokeAll(calls)) {
            statuses.add(call.get());
        }
        callers.shutdown();
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(60);
        assertThat(statuses).filteredOn(status -> status == 400).hasSize(60);
        assertThat(last()).isEqualTo(before + 120);
        assertThat(verify().get("valid").asBoolean()).isTrue();
    }

    private void assertBroken(long seq, String how, List<String> harm) {
        jdbc.execute("create table kept_entry as select * from audit_entry");
        jdbc.execute("create table kept_chain as select * from audit_chain");
        try {
            harm.forEach(statement ->
                    assertThat(jdbc.update(statement)).as(statement).isPositive());
            JsonNode verification = verify();
            assertThat(verification.get("valid").asBoolean()).isFalse();
            assertThat(verification.get("firstBroken").asLong()).isEqualTo(seq);
            assertThat(verification.get("how").asString()).isEqualTo(how);
        } finally {
            for (String table : List.of("entry", "chain")) {
                jdbc.update("delete from audit_" + table);
                jdbc.update("insert into audit_" + table + " select * from kept_" + table);
                jdbc.execute("drop table kept_" + table);
            }
        }
        assertThat(verify().get("valid").asBoolean()).isTrue();
    }

    private static String copyOf(long seq, long copy) {
        return "insert into audit_entry select " + copy
                + ", at, actor, action, kind, resource_id, from_version, to_version,"
                + " revision, changes, reason, request_id, source_ip, outcome, break_glass, previous_hash, hash"
                + " from audit_entry where seq = " + seq;
    }

    private HttpResponse<String> create(String content) {
        return control.admin(
                ADMIN,
                "POST",
                "/api/v1/documents",
                "{\"content\":" + content + "}",
                "Change-Reason",
                "reason " + ids++);
    }

    private JsonNode verify() {
        HttpResponse<String> answer = control.admin(VIEWER, "GET", "/api/v1/audit/verify", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private HttpResponse<String> export(String query) {
        return control.admin(VIEWER, "GET", "/api/v1/audit" + query, null, "Accept", "application/x-ndjson");
    }

    private List<Long> seqs() {
        return jdbc.queryForList("select seq from audit_entry order by seq", Long.class);
    }

    private long last() {
        return jdbc.queryForObject("select coalesce(max(seq), 0) from audit_entry", Long.class);
    }

    private long revision() {
        return jdbc.queryForObject("select revision from ledger", Long.class);
    }
}
