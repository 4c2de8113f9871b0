package io.failstatic.agent;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes what should be on disk and writes it on its own thread; the newest wins, and nobody waits. <em>Thread-safe.</em>
 */
final class DiskWriter {

    private static final long RETRY_SECONDS = 60;
    private static final long LAZY_SECONDS = 15;

    private record Unwritten(SnapshotId id, SnapshotFile file) {}

    private final DiskSnapshots disk;
    private final ScheduledExecutorService thread;
    private final AtomicReference<@Nullable Unwritten> snapshot = new AtomicReference<>();
    private final AtomicReference<@Nullable AgentMemory> memory = new AtomicReference<>();
    private final AtomicBoolean urgent = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    DiskWriter(DiskSnapshots disk, ScheduledExecutorService thread) {
        this.disk = disk;
        this.thread = thread;
    }

    /** Keeps a snapshot as the newest generation. */
    void keep(SnapshotId id, byte[] json) {
        snapshot.set(new Unwritten(id, new SnapshotFile(id.digest(), json)));
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

    /** Writes what is left to write. Run by the writer's own thread. */
    void flush() {
        scheduled.set(false);
        Unwritten next = snapshot.getAndSet(null);
        boolean written = true;
        if (next != null && !disk.write(next.id(), next.file())) {
            written = false;
            snapshot.compareAndSet(null, next);
        }
        AgentMemory newest = memory.getAndSet(null);
        if (newest != null && !disk.write(newest, urgent.getAndSet(false))) {
            written = false;
            memory.compareAndSet(null, newest);
        }
        if (!written && scheduled.compareAndSet(false, true)) {
            submit(RETRY_SECONDS);
        }
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
