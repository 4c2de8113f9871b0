package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that polls, when it dies or hangs. */
@Tag("G5")
class PollLoopTests {

    private static final Duration LONGEST_POLL = Duration.ofSeconds(26);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MutableTime time = new MutableTime();
    private final AtomicInteger polls = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final DeadlyChance chance = new DeadlyChance();
    private volatile boolean hangs;
    private final Engine engine = new Engine(
            ConfigAgent.builder().pollInterval(Duration.ofMillis(100)).settings(),
            new AgentObserver() {},
            time,
            time,
            this::answer,
            chance,
            null);
    private final PollLoop loop = new PollLoop(engine.poller(), LONGEST_POLL, time);

    @AfterEach
    void close() {
        end.countDown();
        loop.close();
        engine.close();
    }

    /** Even what is done about a failure may fail: there may be no memory left, say. */
    @Test
    void aThreadThatHasDiedIsNoticedAndReplaced() {
        chance.deadly = true;
        loop.start(Duration.ZERO);
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(loop::stalled);
        assertThat(polls).hasValue(0);
        chance.deadly = false;
        loop.revive();
        assertThat(loop.stalled()).isFalse();
        await().atMost(PATIENCE).untilAsserted(() -> {
            time.pass(Duration.ofSeconds(2));
            loop.pollNow();
            assertThat(polls).hasValueGreaterThan(0);
        });
        assertThat(loop.stalled()).isFalse();
    }

    @Test
    void aThreadThatTheHostInterruptsIsReplacedToo() {
        hangs = true;
        loop.start(Duration.ZERO);
        await().atMost(PATIENCE).until(() -> polls.get() == 1);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("config-agent-poller"))
                .forEach(Thread::interrupt);
        await().atMost(PATIENCE).until(loop::stalled);
        hangs = false;
        loop.revive();
        await().atMost(PATIENCE).untilAsserted(() -> {
            time.pass(Duration.ofSeconds(2));
            loop.pollNow();
            assertThat(polls).hasValueGreaterThan(1);
        });
    }

    @Test
    void aPollThatHangsBeyondItsDeadlineIsAnAlarm() {
        hangs = true;
        engine.start();
        await().atMost(PATIENCE).until(() -> {
            time.pass(Duration.ofMillis(10));
            engine.pollNow();
            return polls.get() == 1;
        });
        assertThat(engine.status().alarms()).isEmpty();
        time.pass(LONGEST_POLL.plusSeconds(30).plusMillis(1));
        assertThat(engine.status().alarms()).containsExactly(Alarm.POLLER_STALLED);
        end.countDown();
        await().atMost(PATIENCE).until(() -> engine.status().alarms().isEmpty());
    }

    @Test
    void closingItIsNoDeath() {
        loop.start(Duration.ofHours(1));
        loop.close();
        loop.revive();
        time.pass(Duration.ofDays(1));
        assertThat(loop.stalled()).isFalse();
        assertThat(loop.pollNow()).isFalse();
    }

    /** Nobody polls here: only the watch over the probation can promote what was started from. */
    @Test
    void aWatchThatHasFailedOnceWatchesOn(@TempDir Path directory) {
        DiskSnapshots disk = PersistingHost.disk(directory.resolve("cache"));
        disk.open();
        assertThat(PersistingHost.persist(disk, 42)).isTrue();
        disk.close();
        AtomicInteger calls = new AtomicInteger();
        LongSupplier deadly = () -> {
            if (Thread.currentThread().getName().equals("config-agent-disk") && calls.getAndIncrement() == 0) {
                throw new StackOverflowError("of the test");
            }
            return time.getAsLong();
        };
        Engine watched = new Engine(
                ConfigAgent.builder()
                        .cacheDir(directory.resolve("cache"))
                        .pollInterval(Duration.ofHours(10))
                        .probation(Duration.ZERO)
                        .settings(),
                new AgentObserver() {},
                time,
                deadly,
                this::answer);
        try {
            watched.start();
            await().atMost(PATIENCE).until(() -> trial(directory).lastGood() != null);
            assertThat(calls).hasValueGreaterThan(1);
            assertThat(polls).hasValue(0);
        } finally {
            watched.close();
        }
    }

    private static TrialRecord trial(Path directory) throws IOException {
        byte[] file = Files.readAllBytes(directory.resolve("cache").resolve("probation.json"));
        return TrialRecord.decode(SnapshotFile.decode(file).json());
    }

    private PollOutcome answer(PollReport report) throws InterruptedException {
        polls.incrementAndGet();
        if (hangs) {
            end.await();
        }
        return new Unchanged(null);
    }

    /** Chance that throws whenever it is asked, so that no delay can be drawn. */
    private static final class DeadlyChance implements RandomGenerator {

        private final SplittableRandom random = new SplittableRandom(7);
        private volatile boolean deadly;

        @Override
        public long nextLong() {
            if (deadly) {
                throw new StackOverflowError("of the test");
            }
            return random.nextLong();
        }
    }
}
