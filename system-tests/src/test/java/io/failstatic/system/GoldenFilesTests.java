package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.GoldenSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The golden files against the published schemas: who writes an agent in another language starts from both. */
class GoldenFilesTests {

    private static final PublishedSchema POLL = new PublishedSchema("poll.schema.json");

    /** What an agent must read although no control service sends it: it leaves out what has a default, or says it shorter. */
    private static final Set<String> ONLY_READ = Set.of(
            "snapshots/valid/defaults-left-out.json",
            "snapshots/valid/defaults-null.json",
            "snapshots/valid/extremes.json");

    static Stream<String> polls() {
        return Golden.polls().stream();
    }

    @ParameterizedTest
    @MethodSource("polls")
    void everyPollIsOfThePublishedForm(String file) {
        assertThat(POLL.violations(text(file))).isEmpty();
    }

    static Stream<String> snapshotsToBeRead() {
        return Golden.snapshots().stream()
                .filter(snapshot -> snapshot.code() == null)
                .map(GoldenSnapshot::file);
    }

    @ParameterizedTest
    @MethodSource("snapshotsToBeRead")
    void everySnapshotThatIsSentIsOfThePublishedForm(String file) {
        assertThat(SnapshotSchema.violations(text(file)).isEmpty())
                .as("%s: %s", file, SnapshotSchema.violations(text(file)))
                .isNotEqualTo(ONLY_READ.contains(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instanceId       | null",
                "instanceId       | \"a/b\"",
                "labels           | {\"zone\": 1}",
                "wait             | -1",
                "wait             | \"10\"",
                "seen             | {\"lineage\": \"a\", \"epoch\": 1, \"revision\": 1}",
                "seen             | {\"lineage\": \"a\", \"epoch\": 1, \"revision\": 1, \"digest\": \"3a\"}",
                "seen             | {\"lineage\": \"a\", \"epoch\": 1.5, \"revision\": 1, \"digest\": \"3a\"}",
                "applied          | 42",
                "lastGood         | {\"epoch\": 1}",
                "probation        | \"yes\"",
                "origin           | \"ELSEWHERE\"",
                "state            | \"FINE\"",
                "stalenessSeconds | -3",
                "refused          | {\"epoch\": 1, \"revision\": 2}",
                "health           | {\"requests\": -1, \"errors\": 0}",
                "pinned           | {\"epoch\": 1}",
            })
    void noticesAPollThatIsNot(String member, String value) {
        ObjectNode poll = (ObjectNode) JsonMapper.shared().readTree(text("polls/steady.json"));
        JsonNode wrong = JsonMapper.shared().readTree(value);
        poll.set(member, wrong);
        assertThat(POLL.violations(poll.toString())).isNotEmpty();
    }

    private static String text(String file) {
        return new String(Golden.read(file), StandardCharsets.UTF_8);
    }
}
