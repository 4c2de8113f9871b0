package io.failstatic.control.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done again and again on a daemon thread of its own, with a pause after each round, whatever became of it.
 * <i>Thread-safe.</i>
 */
@Slf4j
@RequiredArgsConstructor
public final class Rounds {

    private final String name;
    private final Duration pause;
    private final Runnable round;
    private volatile @Nullable CountDownLatch end;

    /** Begins with a round at once. */
    public void start() {
        CountDownLatch stopped = new CountDownLatch(1);
        end = stopped;
        Thread thread = new Thread(() -> repeat(stopped), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets the round at hand finish and begins no other: an interrupt would close the files of the embedded database. */
    public void stop() {
        CountDownLatch running = end;
        end = null;
        if (running != null) {
            running.countDown();
        }
    }

    public boolean isRunning() {
        return end != null;
    }

    private void repeat(CountDownLatch stopped) {
        do {
            try {
                round.run();
            } catch (RuntimeException | Error e) {
                log.debug("A round of {} failed", name, e);
            }
        } while (!isOver(stopped));
    }

    private boolean isOver(CountDownLatch stopped) {
        try {
            return stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
