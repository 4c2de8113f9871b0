package io.failstatic.agent;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what should be on disk and writes it on its own thread; the newest wins, and nobody waits. <em>Thread-safe.</em>
 */
final class DiskWriter {

    private static final Logger log = LoggerFactory.getLogger(DiskWriter.class);
    private static final long RETRY_SECONDS = 60;
    private static final long LAZY_SECONDS = 15;
    private static final long PATIENCE_MILLIS = 500;

    private record Unwritten(SnapshotId id, SnapshotFile file) {}

    private final DiskSnapshots disk;
    private final ScheduledExecutorService thread;
    private final AtomicReference<@Nullable Unwritten> snapshot = new AtomicReference<>();
    private final AtomicReference<@Nullable AgentMemory> memory = new AtomicReference<>();
    private final AtomicReference<@Nullable TrialRecord> trial = new AtomicReference<>();
    private final AtomicBoolean urgent = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    DiskWriter(DiskSnapshots disk, ScheduledExecutorService thread) {
        this.disk = disk;
        this.thread = thread;
    }

    /** Keeps a snapshot as the newest generation. */
    void keep(SnapshotId id, @Nullable String signature, byte[] json) {
        snapshot.set(new Unwritten(id, new SnapshotFile(id.digest(), signature, json)));
        submit(0);
    }

    /** Keeps what the agent knows: at once and durably, or soon. */
    void keep(AgentMemory newest, boolean atOnce) {
        memory.set(newest);
        if (atOnce) {
            urgent.set(true);
            submit(0);
        } else if (scheduled.compareAndSet(false, true)) {
            submit(LAZY_SECONDS);
        }
    }

    /**
     * Keeps the trials so far.
     *
     * @param wait whether to wait until they are on disk, or for half a second where the disk hangs
     */
    void keep(TrialRecord newest, boolean wait) {
        trial.set(newest);
        try {
            Future<?> written = thread.submit(this::flush);
            if (wait) {
                written.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("probation: not on disk yet, a death now would not be counted");
        } catch (RejectedExecutionException closed) {
            log.debug("probation: the agent is closed");
        }
    }

    /** Writes what is left to write. Run by the writer's own thread. */
    void flush() {
        scheduled.set(false);
        boolean snapshotWritten = write(snapshot, next -> disk.write(next.id(), next.file()));
        boolean memoryWritten = write(memory, newest -> disk.write(newest, urgent.getAndSet(false)));
        boolean trialWritten = write(trial, disk::write);
        boolean written = snapshotWritten && memoryWritten && trialWritten;
        if (!written && scheduled.compareAndSet(false, true)) {
            submit(RETRY_SECONDS);
        }
    }

    /** What is not on disk then stays to be written, unless something newer has come. */
    private static <T> boolean write(AtomicReference<@Nullable T> unwritten, Predicate<T> disk) {
        T next = unwritten.getAndSet(null);
        if (next == null) {
            return true;
        }
        boolean written = false;
        try {
            written = disk.test(next);
        } catch (Error e) { // an OutOfMemoryError must not lose what is to be kept
            log.error("not on disk yet: {}", e.toString());
        }
        if (!written) {
            unwritten.compareAndSet(null, next);
        }
        return written;
    }

    private void submit(long delaySeconds) {
        try {
            var unused = thread.schedule(this::flush, delaySeconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            // The last flush of a closing agent has taken what there was.
            scheduled.set(false);
        }
    }
}
