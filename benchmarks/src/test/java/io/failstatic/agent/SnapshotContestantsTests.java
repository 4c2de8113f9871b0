package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.benchmarks.snapshot.SnapshotRecord;
import io.failstatic.benchmarks.snapshot.SnapshotScenario;
import org.junit.jupiter.api.Test;

class SnapshotContestantsTests {

    private final SnapshotScenario scenario = new SnapshotScenario(1000);

    @Test
    void bothReadTheSameResources() {
        var ours = (SnapshotContent)
                SnapshotContestants.FAILSTATIC.prepare(scenario).read();
        var theirs =
                (SnapshotRecord) SnapshotContestants.JACKSON.prepare(scenario).read();
        SnapshotRecord.Resources resources = theirs.resources();
        assertThat(ours.revision()).isEqualTo(theirs.revision()).isEqualTo(2);
        assertThat(ours.ignored()).isZero();
        assertThat(ours.idsByKind().get("tenants")).hasSize(resources.tenants().size());
        assertThat(ours.idsByKind().get("services"))
                .hasSize(resources.services().size());
        assertThat(ours.idsByKind().get("rate-limit-policies"))
                .hasSize(resources.rateLimitPolicies().size());
        assertThat(ours.idsByKind().get("routing-rules"))
                .hasSize(resources.routingRules().size());
        assertThat(ours.idsByKind().get("feature-flags"))
                .hasSize(resources.featureFlags().size());
        for (SnapshotRecord.Document document : resources.documents()) {
            assertThat(ours.configuration().documents().find(document.id())).isEqualTo(document.content());
        }
    }

    @Test
    void aThousandResourcesAreAboutAsLargeAsInTheField() {
        assertThat(scenario.json(1).length).isBetween(250_000, 320_000);
    }
}
