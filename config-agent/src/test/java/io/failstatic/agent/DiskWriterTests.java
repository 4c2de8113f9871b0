package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes its time: nobody waits for it, and what it gets in the end is the newest. */
@Tag("G1")
@Tag("G5")
class DiskWriterTests {

    @TempDir
    private Path directory;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean outOfMemory;
    private DiskSnapshots disk;
    private DiskWriter writer;

    @BeforeEach
    void open() {
        AgentObserver observer = new AgentObserver() {
            @Override
            public void diskFailed() {
                failures.add("failed");
                if (outOfMemory) {
                    throw new OutOfMemoryError("of the test");
                }
            }
        };
        disk = new DiskSnapshots(
                new CacheDirectory(directory.resolve("cache")),
                new SnapshotDecoder(),
                TrustedKeys.NONE,
                3,
                1 << 20,
                observer);
        disk.open();
        writer = new DiskWriter(disk, thread);
    }

    @AfterEach
    void close() {
        slow.countDown();
        thread.shutdownNow();
        disk.close();
    }

    @Test
    void nobodyWaitsForASlowDiskAndTheNewestWins() throws Exception {
        hang();
        for (int revision = 1; revision <= 50; revision++) {
            keep(revision);
        }
        assertThat(disk.generations()).isEmpty();
        slow.countDown();
        thread.submit(() -> {}).get();
        await().until(() -> !disk.generations().isEmpty());
        assertThat(disk.generations().stream().map(Generation::toString)).containsExactly("1.50");
        assertThat(failures).isEmpty();
    }

    @Test
    void aTrialIsWaitedForButNotForEver() {
        hang();
        long start = System.nanoTime();
        writer.keep(TrialRecord.EMPTY.trying(Published.of(1, 1).id()), true);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(450), Duration.ofSeconds(10));
        slow.countDown();
        await().until(() -> disk.trial().running() != null);
    }

    @Test
    void anErrorLosesNothingOfWhatIsToBeKept() throws Exception {
        disk.close();
        Path lock = directory.resolve("cache").resolve("LOCK");
        Files.delete(lock);
        Files.createDirectory(lock);
        outOfMemory = true;
        keep(7);
        thread.submit(() -> {}).get();
        await().until(() -> !failures.isEmpty());
        outOfMemory = false;
        Files.delete(lock);
        thread.submit(writer::flush).get();
        assertThat(disk.generations().stream().map(Generation::toString)).containsExactly("1.7");
    }

    private void keep(long revision) {
        Published published = Published.of(1, revision);
        writer.keep(published.id(), null, published.json());
    }

    /** Has the disk's thread hang in whatever it does. */
    private void hang() {
        var unused = thread.submit(() -> {
            slow.await();
            return null;
        });
    }
}
