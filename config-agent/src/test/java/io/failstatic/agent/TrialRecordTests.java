package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialRecordTests {

    private final SnapshotId first = Published.of(1, 1).id();
    private final SnapshotId second = Published.of(1, 2).id();

    @Test
    void countsADeathOnlyOfAProcessThatWasTrying() {
        TrialRecord trying = TrialRecord.EMPTY.proved(first).trying(second);
        assertThat(trying.stopped().resumed().deaths()).isEmpty();
        assertThat(trying.resumed().deaths()).containsExactly(Map.entry(second.digest(), 1));
        assertThat(TrialRecord.EMPTY.proved(first).trying(first).resumed().deaths())
                .isEmpty();
    }

    @Test
    void theSecondDeathEndsTheTrial() {
        TrialRecord once = TrialRecord.EMPTY.trying(second);
        assertThat(once.deadly()).isNull();
        TrialRecord twice = once.resumed().trying(second);
        assertThat(twice.deadly()).isEqualTo(second);
        assertThat(twice.resumed()).isEqualTo(TrialRecord.EMPTY);
    }

    @Test
    void countsForEachCandidateByItself() {
        TrialRecord other = TrialRecord.EMPTY.trying(second).resumed().trying(first);
        assertThat(other.deadly()).isNull();
        assertThat(other.stopped().trying(second).deadly()).isEqualTo(second);
    }

    @Test
    void whatCameBeforeTheLastKnownGoodNeedsNoProbation() {
        TrialRecord record = TrialRecord.EMPTY.proved(second);
        assertThat(record.trying(first).running()).isNull();
        assertThat(record.trying(Published.of(1, 3).id()).running()).isNotNull();
        assertThat(record.trying(Published.of(1, 1).lineage("b").id()).running())
                .isNotNull();
    }

    @Test
    void readsWhatItWroteOrNothing() {
        TrialRecord record = TrialRecord.EMPTY
                .trying(first)
                .resumed()
                .proved(second)
                .trying(Published.of(1, 3).id());
        byte[] whole = record.encode();
        assertThat(TrialRecord.decode(whole)).isEqualTo(record);
        for (int length = 0; length < whole.length; length++) {
            assertThat(TrialRecord.decode(Arrays.copyOf(whole, length))).isEqualTo(TrialRecord.EMPTY);
        }
        for (String other : new String[] {"[]", "{\"running\": 1}", "{\"lastGood\": {\"lineage\": null}}"}) {
            assertThat(TrialRecord.decode(other.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(TrialRecord.EMPTY);
        }
    }
}
