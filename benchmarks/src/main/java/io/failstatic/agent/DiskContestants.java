package io.failstatic.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/** Who takes part. */
@NullMarked
public enum DiskContestants {
    /** The agent's cache directory: a generation with its digest, the oldest one pruned. */
    FAILSTATIC,
    /** Temporary file, fsync, rename, fsync of the directory; always the same file. */
    BARE;

    Contestant prepare(Path directory, int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return switch (this) {
            case FAILSTATIC -> new Generations(directory, content);
            case BARE -> new Bare(directory, content);
        };
    }

    /** Something that writes a snapshot durably. */
    interface Contestant {

        /** Writes it; false when it is not safely on disk. */
        boolean write();
    }

    private static final class Generations implements Contestant {

        private static final int KEPT = 5;

        private final DiskSnapshots disk;
        private final SnapshotFile file;
        private long revision;

        Generations(Path directory, byte[] content) {
            this.file = SnapshotFile.of(content);
            this.disk = new DiskSnapshots(
                    new CacheDirectory(directory),
                    new SnapshotDecoder(),
                    TrustedKeys.NONE,
                    KEPT,
                    content.length,
                    new AgentObserver() {});
            disk.open();
        }

        @Override
        public boolean write() {
            return disk.write(new SnapshotId("benchmark", 1, ++revision, file.digest()), file);
        }
    }

    private static final class Bare implements Contestant {

        private final Path directory;
        private final byte[] content;

        Bare(Path directory, byte[] content) {
            this.directory = directory;
            this.content = content;
        }

        @Override
        public boolean write() {
            Path temporary = directory.resolve("bare.tmp");
            try {
                try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    ByteBuffer buffer = ByteBuffer.wrap(content);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                    channel.force(true);
                }
                Files.move(temporary, directory.resolve("bare"), StandardCopyOption.ATOMIC_MOVE);
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                }
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
