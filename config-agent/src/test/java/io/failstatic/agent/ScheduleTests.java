package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ScheduleTests {

    private static final Duration T = Duration.ofSeconds(10);
    private static final Duration MAX = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Schedule schedule = schedule(0.5);

    @Test
    void firstPollIsSpreadOverTheIntervalWithASnapshotFromDiskAndOverTwoSecondsWithout() {
        assertRange(s -> s.first(true), 0, 10);
        assertRange(s -> s.first(false), 0, 2);
    }

    @Test
    void slowsDownFromTheFirstFailureOn() {
        assertRange(s -> failures(s, 1), 10, 20);
        assertRange(s -> failures(s, 2), 16, 24);
        assertRange(s -> failures(s, 3), 24, 36);
        assertRange(s -> failures(s, 100_000), 24, 36);
    }

    @Test
    void startsTheNextPollAtOnceAfterAHeldOneButNeverWithinASecondOfItsStart() {
        answer(schedule);
        assertThat(schedule.afterAnswer(false, T, T, null)).isZero();
        assertThat(schedule.afterAnswer(true, T, Duration.ofMillis(300), null)).isEqualTo(Duration.ofMillis(700));
        assertThat(schedule.afterAnswer(true, T, Duration.ofSeconds(3), null)).isZero();
    }

    @Test
    void pollsAtTheIntervalWhereTheServerDoesNotHold() {
        assertRange(s -> answer(settled(s)), 8, 12);
        assertRange(s -> settled(s).afterAnswer(false, Duration.ZERO, Duration.ofMillis(2), null), 7.998, 11.998);
        assertRange(s -> settled(s).afterAnswer(true, Duration.ZERO, Duration.ofMillis(2), null), 7.998, 11.998);
    }

    @Test
    void countsTheIntervalFromStartToStart() {
        assertRange(s -> settled(s).afterAnswer(false, T, Duration.ofSeconds(7), null), 1, 5);
        assertRange(s -> settled(s).afterAnswer(false, T, Duration.ofMillis(9_700), null), 0, 2.3);
        assertRange(s -> settled(s).afterAnswer(false, Duration.ZERO, Duration.ofSeconds(30), null), 0, 0);
    }

    @Test
    void doesNotHurryAfterTheChangeThatARecoveredOrRestartedFleetMeetsInItsFirstPoll() {
        assertRange(
                s -> {
                    failures(s, 1);
                    return s.afterAnswer(true, Duration.ZERO, SECOND, null);
                },
                9,
                19);
        assertRange(
                s -> {
                    s.first(true);
                    return s.afterAnswer(true, T, SECOND, null);
                },
                9,
                11);
        schedule.first(false);
        assertThat(schedule.afterAnswer(true, T, SECOND, null)).isZero();
    }

    @Test
    void asksForNoHoldWhileTheControlPlaneHangs() {
        schedule.afterFailure(T, T.plusSeconds(8));
        assertThat(schedule.hold(T)).isZero();
        schedule.afterSkip();
        assertThat(schedule.hold(T)).isZero();
        schedule.afterFailure(Duration.ZERO, Duration.ofSeconds(8));
        assertThat(schedule.hold(T)).isZero();
        answer(schedule);
        assertThat(schedule.hold(T)).isBetween(Duration.ofSeconds(8), T);
    }

    @Test
    void isHeldAgainFromItsRecoveryOnAfterFailuresThatCameAtOnce() {
        for (int count = 1; count < 7; count++) {
            failures(schedule, count);
            Duration asked = schedule.hold(T);
            assertThat(asked).isBetween(Duration.ofSeconds(8), T);
            assertThat(schedule.afterAnswer(false, asked, asked, T)).isZero();
        }
    }

    @Test
    void serverOnlyLengthensTheInterval() {
        assertRange(s -> settled(s).afterAnswer(false, Duration.ZERO, SECOND, Duration.ofSeconds(2)), 7, 11);
        assertRange(s -> settled(s).afterAnswer(false, Duration.ZERO, SECOND, Duration.ofSeconds(60)), 47, 71);
        assertRange(s -> settled(s).afterAnswer(false, Duration.ZERO, SECOND, Duration.ofDays(60)), 239, 359);
        assertRange(s -> settled(s).afterAnswer(false, T, T, Duration.ofSeconds(60)), 38, 62);
    }

    @Test
    void aPaceThatHeldPollsKeepAnywayDoesNotDelayThem() {
        Schedule eager = new Schedule(SECOND, MAX, new SplittableRandom());
        eager.afterAnswer(false, T, T, T);
        assertThat(eager.afterAnswer(true, T, SECOND, T)).isZero();
        assertThat(eager.afterAnswer(false, Duration.ZERO, Duration.ZERO, T)).isGreaterThan(Duration.ofSeconds(7));
    }

    @Test
    void neverComesEarlierThanToldByRetryAfterWithinBounds() {
        assertRange(s -> s.afterThrottle(Duration.ofSeconds(30)), 30, 45);
        assertRange(s -> s.afterThrottle(Duration.ofSeconds(Integer.MAX_VALUE)), 900, 1350);
        assertRange(s -> s.afterThrottle(Duration.ZERO), 10, 20);
        assertRange(s -> s.afterThrottle(null), 10, 20);
    }

    @Test
    void pollsAtTheSlowestPaceWhileTurnedAway() {
        assertRange(Schedule::afterRejection, 24, 36);
    }

    @Test
    void asksForEightyToHundredPercentOfTheHold() {
        for (double share : new double[] {0, 0.5, 0.89, 0.91, 1}) {
            assertThat(schedule(share).hold(T)).isBetween(Duration.ofSeconds(8), T);
        }
        assertThat(schedule(0).hold(T)).isEqualTo(T);
        assertThat(schedule(1).hold(T)).isLessThan(T);
        assertThat(schedule.hold(Duration.ZERO)).isZero();
        assertThat(schedule.hold(SECOND)).isEqualTo(SECOND);
    }

    @Test
    void recoversFromFailuresWithOneAnswer() {
        failures(schedule, 5);
        answer(schedule);
        assertThat(failures(schedule, 1)).isBetween(T, T.multipliedBy(2));
    }

    private static Schedule settled(Schedule schedule) {
        schedule.first(false);
        return schedule;
    }

    private static Duration answer(Schedule schedule) {
        return schedule.afterAnswer(false, T, Duration.ZERO, null);
    }

    private static Duration failures(Schedule schedule, int count) {
        Duration last = Duration.ZERO;
        for (int k = 0; k < count; k++) {
            last = schedule.afterFailure(T, Duration.ofMillis(5));
        }
        return last;
    }

    /** The smallest and largest random number give the bounds. */
    private static void assertRange(Function<Schedule, Duration> delay, double least, double most) {
        assertThat(seconds(delay.apply(schedule(0)))).isCloseTo(least, offset(1e-6));
        assertThat(seconds(delay.apply(schedule(1)))).isCloseTo(most, offset(1e-6));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Schedule schedule(double share) {
        return new Schedule(T, MAX, new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return (long) (share * (bound - 1));
            }

            @Override
            public double nextDouble() {
                return share;
            }
        });
    }
}
