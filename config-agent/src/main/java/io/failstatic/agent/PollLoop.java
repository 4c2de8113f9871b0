package io.failstatic.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that polls, and the watch over it. A {@code ScheduledExecutorService} would stop for ever, silently, after the
 * first throwable. <em>Thread-safe.</em>
 */
final class PollLoop {

    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Poller poller;
    private final Duration longestPoll;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private @Nullable Thread thread;
    private boolean closed;
    private boolean asked;
    private boolean polling;
    private boolean polled;
    private long lastStart;
    private long due;

    PollLoop(Poller poller, Duration longestPoll, LongSupplier nanoTime) {
        this.poller = poller;
        this.longestPoll = longestPoll;
        this.nanoTime = nanoTime;
    }

    /** Starts polling after the delay; does nothing when it runs already. */
    void start(Duration first) {
        lock.lock();
        try {
            if (thread == null && !closed) {
                launch(first);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has the next poll start now, unless one started less than 1 s ago. A poll in flight is as good as a new one. */
    boolean pollNow() {
        lock.lock();
        try {
            boolean tooSoon = polled && nanoTime.getAsLong() - lastStart < Schedule.SHORTEST_DISTANCE.toNanos();
            if (thread == null || closed || asked || tooSoon) {
                return false;
            }
            if (!polling) {
                asked = true;
                wake.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the loop should have moved on long ago. */
    boolean stalled() {
        lock.lock();
        try {
            return thread != null && !closed && (!thread.isAlive() || nanoTime.getAsLong() - due > GRACE.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Starts another thread in place of one that has died. */
    void revive() {
        lock.lock();
        try {
            if (thread != null && !closed && !thread.isAlive()) {
                log.error("the poll loop has died and is started again");
                launch(Schedule.SHORTEST_DISTANCE);
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
            try {
                running.join(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void launch(Duration first) {
        due = nanoTime.getAsLong() + first.toNanos();
        polling = false;
        Thread next = AgentThreads.named("config-agent-poller").newThread(() -> run(first));
        thread = next;
        next.start();
    }

    private void run(Duration first) {
        Duration delay = first;
        try {
            while (await(delay)) {
                delay = poller.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await(Duration delay) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            polling = false;
            long until = nanoTime.getAsLong() + delay.toNanos();
            due = until;
            for (long left = delay.toNanos(); left > 0 && !asked && !closed; left = until - nanoTime.getAsLong()) {
                var unused = wake.await(left, TimeUnit.NANOSECONDS);
            }
            asked = false;
            polling = true;
            polled = true;
            lastStart = nanoTime.getAsLong();
            due = lastStart + longestPoll.toNanos();
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
