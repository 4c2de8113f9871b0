package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The agent sends the polls of the contract. */
class PollBodyGoldenTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Instant APPLIED_AT = Instant.parse("2026-11-20T10:00:01Z");
    private static final TrafficReport TRAFFIC = new TrafficReport(1200, 0, 12, 7, 0);

    @Test
    void beforeTheFirstSnapshot() {
        JsonNode golden = golden("first");

        assertThat(written(report(null, null, Origin.DEFAULTS, AgentStatus.State.DEGRADED, 0, null, null)))
                .isEqualTo(golden);
    }

    @Test
    void inTheSteadyState() {
        JsonNode golden = golden("steady");
        SnapshotId applied = id(golden.path("applied"));

        assertThat(written(report(applied, applied, Origin.CONTROL_PLANE, AgentStatus.State.OK, 3, null, TRAFFIC)))
                .isEqualTo(golden);
    }

    @Test
    void onProbation() {
        JsonNode golden = golden("on-probation");
        SnapshotId applied = id(golden.path("applied"));
        SnapshotId lastGood = new SnapshotId(applied.lineage(), 1, 41, "sha-256=:x:");

        assertThat(written(
                        report(applied, applied, lastGood, Origin.CONTROL_PLANE, AgentStatus.State.OK, 0, null, null)))
                .isEqualTo(golden);
    }

    @Test
    void withTheSignatureOfWhatIsApplied() {
        JsonNode golden = golden("signed");
        SnapshotId applied = id(golden.path("applied"));
        String signature = golden.path("applied").path("signature").asString();

        assertThat(written(report(
                        applied,
                        applied,
                        signature,
                        applied,
                        Origin.CONTROL_PLANE,
                        AgentStatus.State.OK,
                        0,
                        null,
                        null,
                        null)))
                .isEqualTo(golden);
        assertThat(TrustedKeys.wellFormed(signature)).isEqualTo(signature);
    }

    @Test
    void whilePinned() {
        JsonNode golden = golden("pinned");
        SnapshotId applied = id(golden.path("applied"));
        Pin pin = Pin.at(applied, APPLIED_AT, "on call");

        assertThat(written(report(
                        applied,
                        applied,
                        null,
                        applied,
                        Origin.CONTROL_PLANE,
                        AgentStatus.State.OK,
                        3,
                        null,
                        TRAFFIC,
                        pin)))
                .isEqualTo(golden);
    }

    @Test
    void whileRefusing() {
        for (String file : new String[] {"refusing", "refusing-without-pointer"}) {
            JsonNode golden = golden(file);
            JsonNode refused = golden.path("refused");
            Refusal refusal = new Refusal(
                    SnapshotBuilder.LINEAGE,
                    refused.path("epoch").asLong(),
                    refused.path("revision").asLong(),
                    refused.path("digest").asString(),
                    RefusalCode.valueOf(refused.path("code").asString()),
                    refused.path("pointer").stringValue(null),
                    refused.path("detail").asString(),
                    APPLIED_AT);

            JsonNode written = written(report(
                    id(golden.path("seen")),
                    id(golden.path("applied")),
                    Origin.CONTROL_PLANE,
                    AgentStatus.State.DEGRADED,
                    0,
                    refusal,
                    null));

            assertThat(written).isEqualTo(golden);
        }
    }

    private static PollReport report(
            SnapshotId seen,
            SnapshotId applied,
            Origin origin,
            AgentStatus.State state,
            int stalenessSeconds,
            Refusal refusal,
            TrafficReport traffic) {
        return report(seen, applied, applied, origin, state, stalenessSeconds, refusal, traffic);
    }

    private static PollReport report(
            SnapshotId seen,
            SnapshotId applied,
            SnapshotId lastGood,
            Origin origin,
            AgentStatus.State state,
            int stalenessSeconds,
            Refusal refusal,
            TrafficReport traffic) {
        return report(seen, applied, null, lastGood, origin, state, stalenessSeconds, refusal, traffic, null);
    }

    private static PollReport report(
            SnapshotId seen,
            SnapshotId applied,
            String signature,
            SnapshotId lastGood,
            Origin origin,
            AgentStatus.State state,
            int stalenessSeconds,
            Refusal refusal,
            TrafficReport traffic,
            Pin pinned) {
        return new PollReport(
                "edge-1",
                "0.1.0",
                "node-7",
                Map.of("zone", "a"),
                Duration.ofSeconds(10),
                seen,
                applied,
                signature,
                "stable",
                APPLIED_AT,
                lastGood,
                applied != null && !applied.equals(lastGood),
                origin,
                state,
                Duration.ofSeconds(stalenessSeconds),
                refusal,
                traffic,
                pinned);
    }

    private static SnapshotId id(JsonNode node) {
        return new SnapshotId(
                node.path("lineage").asString(),
                node.path("epoch").asLong(),
                node.path("revision").asLong(),
                node.path("digest").asString());
    }

    private static JsonNode written(PollReport report) {
        return JSON.readTree(new PollBody().write(report));
    }

    private static JsonNode golden(String name) {
        return JSON.readTree(Golden.read("polls/" + name + ".json"));
    }
}
