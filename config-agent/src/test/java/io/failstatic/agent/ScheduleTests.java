package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertRange(Schedule::afterFailure, 10, 20);
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
        assertRange(s -> answer(s), 8, 12);
        assertRange(s -> s.afterAnswer(false, T, Duration.ofSeconds(2), null), 8, 12);
        assertRange(s -> s.afterAnswer(false, Duration.ZERO, Duration.ofSeconds(2), null), 8, 12);
        assertRange(s -> s.afterAnswer(true, Duration.ZERO, Duration.ofSeconds(2), null), 8, 12);
    }

    @Test
    void doesNotHurryAfterTheChangeThatARecoveredOrRestartedFleetMeetsInItsFirstPoll() {
        assertRange(
                s -> {
                    s.afterFailure();
                    return s.afterAnswer(true, T, SECOND, null);
                },
                8,
                12);
        assertRange(
                s -> {
                    s.first(true);
                    return s.afterAnswer(true, T, SECOND, null);
                },
                8,
                12);
        schedule.first(false);
        assertThat(schedule.afterAnswer(true, T, SECOND, null)).isZero();
    }

    @Test
    void serverOnlyLengthensTheInterval() {
        assertRange(s -> s.afterAnswer(false, Duration.ZERO, SECOND, Duration.ofSeconds(2)), 8, 12);
        assertRange(s -> s.afterAnswer(false, Duration.ZERO, SECOND, Duration.ofSeconds(60)), 48, 72);
        assertRange(s -> s.afterAnswer(false, Duration.ZERO, SECOND, Duration.ofDays(60)), 240, 360);
        assertRange(s -> s.afterAnswer(false, T, T, Duration.ofSeconds(60)), 38, 62);
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
        assertThat(schedule.afterFailure()).isBetween(T, T.multipliedBy(2));
    }

    /** 2,000 agents, virtual time: steady, 10 min of outage, recovery with and without a change, restart. */
    @Tag("G8")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aFleetNeverArrivesAsOne(long seed) {
        int agents = 2_000;
        double most = agents / 10.0 + 5 * Math.sqrt(agents / 10.0);
        for (boolean changed : new boolean[] {false, true}) {
            assertThat(peak(agents, changed, seed))
                    .as("polls per second, changed=" + changed)
                    .isLessThanOrEqualTo((int) most + 1);
        }
    }

    /** The most polls in any second from the start of an outage until 5 min after it; none of them fails fast. */
    private static int peak(int agents, boolean changed, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed * 0x9E3779B97F4A7C15L);
        double outage = 120;
        double recovery = 720;
        double end = 1020;
        int[] polls = new int[(int) end + 2];
        for (int n = 0; n < agents; n++) {
            Schedule agent = new Schedule(T, MAX, new SplittableRandom(seeds.nextLong()));
            double now = agent.first(true).toNanos() / 1e9;
            boolean hasNewest = false;
            while (now < end) {
                polls[(int) now]++;
                Duration delay;
                if (now > outage && now < recovery) {
                    delay = agent.afterFailure();
                } else {
                    boolean meetsChange = changed && now >= recovery && !hasNewest;
                    hasNewest |= meetsChange;
                    Duration hold = agent.hold(T);
                    Duration elapsed = meetsChange ? Duration.ofMillis(5) : hold;
                    now += elapsed.toNanos() / 1e9;
                    delay = agent.afterAnswer(meetsChange, hold, elapsed, null);
                }
                now += delay.toNanos() / 1e9;
            }
        }
        int peak = 0;
        for (int second = 0; second < (int) end; second++) {
            peak = Math.max(peak, polls[second]);
        }
        return peak;
    }

    private static Duration answer(Schedule schedule) {
        return schedule.afterAnswer(false, T, Duration.ZERO, null);
    }

    private static Duration failures(Schedule schedule, int count) {
        Duration last = Duration.ZERO;
        for (int k = 0; k < count; k++) {
            last = schedule.afterFailure();
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
