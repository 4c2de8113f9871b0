package io.failstatic.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.benchmarks.flags.FlagBenchmark;
import io.failstatic.benchmarks.flags.FlagContestants;
import org.junit.jupiter.api.Test;

class GoalTests {

    private final Cell ours = new Cell(FlagBenchmark.class, FlagContestants.FAILSTATIC, 10);
    private final Cell peer = new Cell(FlagBenchmark.class, FlagContestants.LIMIT, 10);
    private final Measurements measurements = new Measurements();

    @Test
    void ratiosAreTakenWithinTheirRound() {
        measured(20, 10);
        measured(400, 200);
        measured(33, 11);
        assertThat(measurements.ratio(ours, peer)).isEqualTo(new Sample(2, 2, 3));
    }

    @Test
    void aTimeMayExceedItsGoalByTheAllowance() {
        measured(109, 100);
        assertThat(new Goal.AtMost("1", "time", ours, peer, 1.0, 1.0)
                        .judge(measurements)
                        .met())
                .isTrue();
        assertThat(new Goal.AtMost("1", "time", ours, peer, 0.9, 0.9)
                        .judge(measurements)
                        .met())
                .isFalse();
    }

    @Test
    void aPeerMustBeSlowerByTheFactorLessTheAllowance() {
        measured(1, 9.2);
        assertThat(new Goal.Faster("1", "time", ours, peer, 10)
                        .judge(measurements)
                        .met())
                .isTrue();
        assertThat(new Goal.Faster("1", "time", ours, peer, 11)
                        .judge(measurements)
                        .met())
                .isFalse();
    }

    @Test
    void growthIsHeldAgainstThatOfHandWrittenCode() {
        Cell oursLarge = new Cell(FlagBenchmark.class, FlagContestants.FAILSTATIC, 1000);
        Cell peerLarge = new Cell(FlagBenchmark.class, FlagContestants.LIMIT, 1000);
        measured(10, 5);
        measurements.add(oursLarge, new Measurement(80, 0));
        measurements.add(peerLarge, new Measurement(20, 0));
        assertThat(new Goal.GrowsAtMost("3", "growth", oursLarge, ours, peerLarge, peer, 2)
                        .judge(measurements)
                        .met())
                .isTrue();
        assertThat(new Goal.GrowsAtMost("3", "growth", oursLarge, ours, peerLarge, peer, 1.5)
                        .judge(measurements)
                        .met())
                .isFalse();
    }

    @Test
    void oneRoundThatAllocatesIsOneTooMany() {
        measurements.add(ours, new Measurement(1, 0.001));
        assertThat(new Goal.NoAllocation("1", "bytes", ours).judge(measurements).met())
                .isTrue();
        measurements.add(ours, new Measurement(1, 16));
        assertThat(new Goal.NoAllocation("1", "bytes", ours).judge(measurements).met())
                .isFalse();
    }

    @Test
    void everyRowOfTheTableHasItsCells() {
        assertThat(Goals.all())
                .isNotEmpty()
                .allSatisfy(goal -> assertThat(goal.cells()).isNotEmpty());
    }

    private void measured(double oursNanos, double peerNanos) {
        measurements.add(ours, new Measurement(oursNanos, 0));
        measurements.add(peer, new Measurement(peerNanos, 0));
    }
}
