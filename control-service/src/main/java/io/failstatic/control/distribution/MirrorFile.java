package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot file of a directory that several control services may write and anybody may read. It only moves forward, and is
 * replaced as a whole: whoever reads it gets one snapshot or another, never a part.
 */
@Slf4j
@RequiredArgsConstructor
final class MirrorFile {

    private static final String NAME = RenderedSnapshot.STABLE + ".snapshot";
    private static final String PREFIX = "." + NAME + ".";
    private static final String TEMPORARY = ".tmp";

    private final Path directory;

    /** What became of an attempt to publish. */
    enum Outcome {
        WRITTEN,
        /** It holds the same or a newer one. */
        NOTHING_OLDER,
        /** Another service is writing: try again soon. */
        BUSY,
        /** It holds a snapshot of another history, which may be somebody's mirror. */
        OTHER_LINEAGE,
        /** It holds other bytes under the same number. */
        EQUIVOCATION
    }

    /**
     * Replaces the file unless that would move it back.
     *
     * @param signs whether the same bytes are worth writing for the sake of another signature
     */
    Outcome publish(RenderedSnapshot snapshot, boolean signs) throws IOException {
        create();
        try (FileChannel lockFile = FileChannel.open(
                        directory.resolve(PREFIX + "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(lockFile)) {
            if (lock == null) {
                return Outcome.BUSY;
            }
            deleteTemporaryFiles();
            Outcome outcome = judge(new SnapshotFile(file()).peek(), snapshot, signs);
            if (outcome == Outcome.WRITTEN) {
                write(snapshot);
            }
            return outcome;
        }
    }

    Path file() {
        return directory.resolve(NAME);
    }

    private static Outcome judge(@Nullable RenderedSnapshot present, RenderedSnapshot offered, boolean signs) {
        if (present == null) {
            return Outcome.WRITTEN;
        }
        if (!present.lineage().equals(offered.lineage())) {
            return Outcome.OTHER_LINEAGE;
        }
        int byEpoch = Long.compare(offered.epoch(), present.epoch());
        int order = byEpoch != 0 ? byEpoch : Long.compare(offered.revision(), present.revision());
        if (order != 0) {
            return order > 0 ? Outcome.WRITTEN : Outcome.NOTHING_OLDER;
        }
        if (!present.digest().equals(offered.digest())) {
            return Outcome.EQUIVOCATION;
        }
        boolean signed = offered.signature() != null && offered.signature().equals(present.signature());
        return signed || !signs ? Outcome.NOTHING_OLDER : Outcome.WRITTEN;
    }

    private void write(RenderedSnapshot snapshot) throws IOException {
        Path temporary = directory.resolve(PREFIX + UUID.randomUUID() + TEMPORARY);
        try {
            new SnapshotFile(file()).write(snapshot, temporary, PosixFilePermissions.fromString("rw-r--r--"));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Null while another process, or another service of this one, holds it. */
    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void create() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void deleteTemporaryFiles() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*" + TEMPORARY)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }
}
