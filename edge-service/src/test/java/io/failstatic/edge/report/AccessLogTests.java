package io.failstatic.edge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTests {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.123Z");

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void aLineSaysWhatDecidedARequestAndLeavesOutItsQuery() throws Exception {
        JsonNode line =
                written(false, entry("/a/b?token=secret", Outcome.ANSWERED)).get(0);
        assertThat(line.propertyNames())
                .containsExactly(
                        "time",
                        "requestId",
                        "method",
                        "path",
                        "client",
                        "tenant",
                        "rule",
                        "policy",
                        "decision",
                        "status",
                        "service",
                        "upstream",
                        "tries",
                        "ms",
                        "configRevision");
        assertThat(line.path("time").asString()).isEqualTo("2026-11-20T12:00:00.123Z");
        assertThat(line.path("path").asString()).isEqualTo("/a/b");
        assertThat(line.path("rule").asString()).isEqualTo("r@3");
        assertThat(line.path("policy").asString()).isEqualTo("p@4");
        assertThat(line.path("decision").asString()).isEqualTo("answered");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("ms").asDouble()).isEqualTo(1.25);
        assertThat(line.path("configRevision").asLong()).isEqualTo(58);
    }

    @Test
    void aQueryIsWrittenOnlyWhenAskedFor() throws Exception {
        assertThat(written(true, entry("/a?b=c", Outcome.ANSWERED))
                        .get(0)
                        .path("query")
                        .asString())
                .isEqualTo("b=c");
    }

    @Test
    void whatAClientSendsCannotBeginALineOrLeaveItsValue() throws Exception {
        String nasty = "/\"\\\u0000\r\n\u001b[31m\u2028\u0085\u00e9{\"status\":1}";
        List<JsonNode> lines = written(false, entry(nasty, Outcome.NO_ROUTE));
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).path("path").asString()).isEqualTo(nasty);
        assertThat(Files.readString(file())).matches("[ -~]+\n");
    }

    @Test
    void whatTheWriterCannotKeepUpWithIsDroppedAndCounted() throws Exception {
        AccessLog log = log(false, 10);
        for (int i = 0; i < 25; i++) {
            log.add(entry("/a", Outcome.ANSWERED));
        }
        assertThat(count("dropped")).isEqualTo(15);
        log.start();
        log.stop();
        assertThat(Files.readAllLines(file())).hasSize(10);
        assertThat(count("written")).isEqualTo(10);
    }

    @Test
    void aFileThatWasMovedAwayIsOpenedAnew() throws Exception {
        AccessLog log = log(false, 10);
        log.start();
        log.add(entry("/before", Outcome.ANSWERED));
        await().until(() -> count("written") == 1);
        Files.move(file(), directory.resolve("access.log.1"));
        log.add(entry("/after", Outcome.ANSWERED));
        log.stop();
        assertThat(Files.readString(directory.resolve("access.log.1"))).contains("/before");
        assertThat(Files.readString(file())).contains("/after").doesNotContain("/before");
    }

    @Test
    void aDiskThatFailsCostsTheLinesAndNothingElse() throws Exception {
        Files.createDirectory(file());
        AccessLog log = log(false, 10);
        log.start();
        log.add(entry("/a", Outcome.ANSWERED));
        await().until(() -> count("failed") == 1);
        Files.delete(file());
        log.add(entry("/b", Outcome.ANSWERED));
        log.stop();
        assertThat(Files.readAllLines(file())).hasSize(1);
    }

    @Test
    void badSettingsAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccessLogProperties(" ", false, 1))
                .withMessageContaining("edge.access-log.file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccessLogProperties("-", false, 0))
                .withMessageContaining("edge.access-log.capacity");
    }

    private List<JsonNode> written(boolean query, AccessEntry entry) throws IOException {
        AccessLog log = log(query, 10);
        log.start();
        log.add(entry);
        log.stop();
        return Files.readAllLines(file()).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private AccessLog log(boolean query, int capacity) {
        return new AccessLog(
                new AccessLogProperties(file().toString(), query, capacity), Clock.fixed(NOW, ZoneOffset.UTC), meters);
    }

    private Path file() {
        return directory.resolve("access.log");
    }

    private double count(String outcome) {
        return meters.get("edge.access.log")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private static AccessEntry entry(String target, Outcome outcome) {
        return new AccessEntry(
                NOW.toEpochMilli(),
                "id-1",
                null,
                "GET",
                target,
                "192.0.2.1",
                "acme",
                "r",
                3,
                "p",
                4,
                outcome,
                200,
                "s",
                "10.0.0.1:80",
                1,
                TimeUnit.MICROSECONDS.toNanos(1250),
                58);
    }
}
