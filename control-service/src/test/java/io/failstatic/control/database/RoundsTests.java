package io.failstatic.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTests {

    private final AtomicInteger begun = new AtomicInteger();
    private Rounds rounds = new Rounds("test", Duration.ZERO, begun::incrementAndGet);

    @AfterEach
    void stop() {
        rounds.stop();
    }

    @Test
    void goesOnWhateverBecomesOfARound() {
        rounds = new Rounds("test", Duration.ZERO, () -> {
            if (begun.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("an even round");
            }
            throw new AssertionError("an odd round");
        });

        rounds.start();

        Awaitility.await().until(() -> begun.get() > 4);
        assertThat(rounds.isRunning()).isTrue();
    }

    @Test
    void letsTheRoundAtHandFinishUninterruptedAndBeginsNoOther() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        rounds = new Rounds("test", Duration.ZERO, () -> {
            begun.incrementAndGet();
            inside.countDown();
            try {
                interrupted.set(!stopped.await(1, TimeUnit.MINUTES));
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            finished.countDown();
        });
        rounds.start();
        assertThat(inside.await(1, TimeUnit.MINUTES)).isTrue();

        rounds.stop();
        stopped.countDown();

        assertThat(finished.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(interrupted).isFalse();
        assertThat(begun).hasValue(1);
        assertThat(rounds.isRunning()).isFalse();
    }

    @Test
    void canBeStartedAgain() {
        rounds.start();
        rounds.stop();
        int before = begun.get();

        rounds.start();

        Awaitility.await().until(() -> begun.get() > before + 1);
    }
}
