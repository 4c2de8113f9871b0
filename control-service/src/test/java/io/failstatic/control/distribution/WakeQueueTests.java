package io.failstatic.control.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Polls are numbers here, in the order in which they would end. */
@Tag("G8")
class WakeQueueTests {

    private final Set<Integer> waiting = new HashSet<>();
    private final List<Integer> answered = new ArrayList<>();
    private final TreeMap<Long, Integer> answers = new TreeMap<>();
    private long nanos;

    private final WakeQueue<Integer> queue = new WakeQueue<>(Integer::compare, waiting::contains, () -> nanos);

    @Test
    void aSmallFleetHearsOfAChangeAtOnce() {
        wake(200, 200);
        assertThat(queue.next()).hasSize(200);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aLargeFleetIsWokenAtThePaceThatItHasAnyway() {
        for (int fleet : new int[] {201, 1_000, 2_000, 10_000}) {
            reset();
            long start = nanos;
            wake(fleet, fleet);
            drain();
            double steady = fleet / 10.0;
            assertThat(mostInASecond()).isLessThanOrEqualTo((int) Math.max(200, steady + 2 * Math.sqrt(steady)) + 1);
            assertThat(Duration.ofNanos(nanos - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(answered).hasSize(fleet).isSorted();
        }
    }

    @Test
    void aCohortLeavesRoomForTheOthers() {
        wake(200, 2_000);
        assertThat(queue.next()).hasSize(48);
        assertThat(queue.pause()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void oneChangeAfterTheOtherIsNoFaster() {
        for (int change = 0; change < 10; change++) {
            wake(2_000, 2_000);
            run(Duration.ofMillis(700));
        }
        assertThat(mostInASecond()).isLessThanOrEqualTo(229);
    }

    @Test
    void aSmallFleetHearsOfASecondChangeAtOnceToo() {
        wake(5, 5);
        assertThat(queue.next()).hasSize(5);
        wake(5, 5);
        assertThat(queue.next()).hasSize(5);
    }

    @Test
    void whoHasLeftCostsNobodyHisTurn() {
        wake(400, 400);
        waiting.removeIf(poll -> poll < 200);
        assertThat(queue.next()).hasSize(200).allMatch(poll -> poll >= 200);
    }

    private void wake(int woken, int held) {
        List<Integer> polls = IntStream.range(0, woken).boxed().toList();
        waiting.addAll(polls);
        queue.add(polls, held / 10.0, woken / 10.0);
    }

    private void drain() {
        while (!queue.isEmpty()) {
            step();
        }
    }

    private void run(Duration time) {
        long end = nanos + time.toNanos();
        while (nanos < end && !queue.isEmpty()) {
            step();
        }
    }

    private void step() {
        List<Integer> now = queue.next();
        answered.addAll(now);
        waiting.removeAll(now);
        answers.merge(nanos, now.size(), Integer::sum);
        nanos += queue.pause().toNanos();
    }

    private int mostInASecond() {
        return answers.keySet().stream()
                .mapToInt(from -> answers.subMap(from, from + 1_000_000_000L).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .max()
                .orElse(0);
    }

    private void reset() {
        answers.clear();
        answered.clear();
        waiting.clear();
        nanos += Duration.ofMinutes(1).toNanos();
    }
}
