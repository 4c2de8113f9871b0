package io.failstatic.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyPaceTests {

    private final BodyPace pace = new BodyPace(new BodyRate(Duration.ofSeconds(20), 500));

    @Test
    void aSilentClientHasThePatienceAndNoMore() {
        pace.resume(at(1));
        assertThat(pace.leftMillis(at(11))).isEqualTo(10_000);
        assertThat(pace.leftMillis(at(21))).isZero();
    }

    @Test
    void bytesBuyTimeAndAByteNowAndThenDoesNot() {
        pace.resume(at(0));
        for (int second = 1; second <= 60; second++) {
            pace.received(1);
        }
        assertThat(pace.leftMillis(at(21))).isNegative();
        pace.received(50_000);
        assertThat(pace.leftMillis(at(21))).isBetween(99_000L, 100_000L);
    }

    @Test
    void timeThatTheServiceKeepsItWaitingIsNotTheClients() {
        pace.resume(at(0));
        pace.pause(at(5));
        pace.pause(at(6));
        assertThat(pace.isWaiting()).isFalse();
        assertThat(pace.leftMillis(at(3600))).isEqualTo(15_000);
        pace.resume(at(3600));
        pace.resume(at(3601));
        assertThat(pace.leftMillis(at(3615))).isZero();
    }

    private static long at(long second) {
        return TimeUnit.SECONDS.toNanos(second);
    }
}
