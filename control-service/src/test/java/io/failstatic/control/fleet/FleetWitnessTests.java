package io.failstatic.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.fleet.InstanceReport.Applied;
import io.failstatic.control.fleet.InstanceReport.Named;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.ledger.Sighting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G3")
class FleetWitnessTests {

    private static final UUID LINEAGE = UUID.fromString("5f0c6f5e-8d4b-4a57-9a39-6a4a1f0d3c11");
    private static final Revision STORED = new Revision(LINEAGE, 3, 40);

    private final Instances instances = new Instances(
            new FleetProperties(100, Duration.ofHours(1)),
            Duration.ofSeconds(10),
            new NothingDesired(),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            () -> 0);
    private final FleetWitness witness = new FleetWitness(instances);

    private void seen(String id, UUID lineage, long epoch, long revision) {
        report(id, new Named(lineage.toString(), epoch, revision, "d"), null);
    }

    private void applied(String id, long epoch, long revision, @Nullable String signature) {
        report(id, null, new Applied(LINEAGE.toString(), epoch, revision, "d", "stable", null, signature));
    }

    private void report(String id, @Nullable Named seen, @Nullable Applied applied) {
        instances.report(
                "edges",
                new InstanceReport(
                        id, null, null, Map.of(), 10, seen, applied, null, null, null, "OK", null, null, null, null));
    }

    private Optional<Sighting> heard() {
        return witness.above(STORED);
    }

    @Test
    void believesTwoInstancesWhatBothHaveReached() {
        seen("a", LINEAGE, 3, 45);
        assertThat(heard()).isEmpty();
        applied("b", 3, 43, null);
        assertThat(heard()).contains(new Sighting(3, 43, "2 instances: a, b"));
        seen("c", LINEAGE, 4, 2);
        assertThat(heard()).contains(new Sighting(3, 45, "2 instances: c, a"));
    }

    @Test
    void believesOneInstanceTwiceNoMoreThanOnce() {
        seen("a", LINEAGE, 3, 44);
        seen("a", LINEAGE, 3, 45);
        assertThat(heard()).isEmpty();
    }

    @Test
    void believesNoInstanceAloneWhateverItSigns() {
        applied("a", 3, 45, "a signature that nobody can verify");
        assertThat(heard()).isEmpty();
    }

    @Test
    void ignoresWhatIsStoredItself() {
        seen("a", LINEAGE, 3, 40);
        seen("b", LINEAGE, 3, 40);
        seen("c", LINEAGE, 2, 900);
        seen("d", LINEAGE, 2, 900);
        assertThat(heard()).isEmpty();
    }

    @Test
    void ignoresAnotherLineage() {
        seen("a", UUID.randomUUID(), 3, 45);
        seen("b", UUID.randomUUID(), 3, 45);
        assertThat(heard()).isEmpty();
    }

    @Test
    void ignoresWhatNoInstanceWouldHaveAccepted() {
        for (String liar : new String[] {"a", "b", "c"}) {
            seen(liar, LINEAGE, 3, 1_000_000_000_000_000_000L);
            assertThat(heard()).isEmpty();
            seen(liar, LINEAGE, 3, 40 + FleetWitness.MAX_REVISIONS + 1);
            assertThat(heard()).isEmpty();
            seen(liar, LINEAGE, Long.MAX_VALUE, 1);
            assertThat(heard()).isEmpty();
            seen(liar, LINEAGE, 3 + FleetWitness.MAX_EPOCHS + 1, 1);
            assertThat(heard()).isEmpty();
            seen(liar, LINEAGE, Long.MIN_VALUE, Long.MIN_VALUE);
            assertThat(heard()).isEmpty();
        }
        applied("d", 3, 1_000_000_000_000_000_000L, "genuine");
        assertThat(heard()).isEmpty();
    }

    @Test
    void forgetsWhatAnInstanceTakesBack() {
        seen("a", LINEAGE, 3, 45);
        seen("b", LINEAGE, 3, 45);
        report("b", null, null);
        assertThat(heard()).isEmpty();
    }

    private static final class NothingDesired implements DesiredState {

        @Override
        public @Nullable Desired desired(String audience) {
            return null;
        }

        @Override
        public @Nullable String withheld() {
            return null;
        }
    }
}
