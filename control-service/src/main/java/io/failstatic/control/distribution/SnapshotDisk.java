package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The copy of the stable head on this service's own disk, from which polls are answered while the database is away. Written
 * on one thread, the newest wins; a disk that fails is said once and never stops anything. <i>Thread-safe.</i>
 */
@Slf4j
final class SnapshotDisk implements AutoCloseable {

    private final SnapshotFile file;
    private final AtomicReference<@Nullable RenderedSnapshot> pending = new AtomicReference<>();
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "distribution-disk"));
    private boolean failing;

    SnapshotDisk(Path directory) {
        this.file = new SnapshotFile(directory.resolve(RenderedSnapshot.STABLE + ".snapshot"));
    }

    Optional<RenderedSnapshot> read() {
        return file.read();
    }

    /** Has the head written soon. */
    void keep(Head head) {
        if (head.snapshot().audience().equals(RenderedSnapshot.STABLE) && pending.getAndSet(head.snapshot()) == null) {
            writer.execute(this::writePending);
        }
    }

    private void writePending() {
        RenderedSnapshot snapshot = pending.getAndSet(null);
        if (snapshot == null) {
            return;
        }
        try {
            file.write(snapshot);
            if (failing) {
                log.info("Snapshots are kept on disk again");
                failing = false;
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                log.error(
                        "The snapshot cannot be kept on disk; a restart without the database would serve an old one",
                        e);
                failing = true;
            }
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("The last snapshot may not be on disk");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
