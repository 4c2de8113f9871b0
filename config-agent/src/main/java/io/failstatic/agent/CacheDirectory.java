package io.failstatic.agent;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that belongs to one process, with whole files that are there or not. The only class that touches the file
 * system for the cache. <em>Not thread-safe</em>: one thread at a time.
 */
final class CacheDirectory {

    private static final String LOCK = "LOCK";
    private static final String TEMPORARY = ".tmp";
    private static final String SET_ASIDE = ".corrupt";
    private static final int MOST_SET_ASIDE = 10;
    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path directory;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;

    CacheDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Takes the directory for this process, making it if need be.
     *
     * @return false when another process holds it
     */
    boolean acquire() throws IOException {
        if (lock != null && lock.isValid()) {
            return true;
        }
        create();
        if (isNoFile(LOCK)) { // opening a pipe would wait for whoever reads it
            throw new FileSystemException(LOCK, null, "not a file");
        }
        FileChannel channel = FileChannel.open(
                directory.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                privately(PRIVATE_FILE));
        try {
            FileLock taken = channel.tryLock();
            if (taken == null) {
                channel.close();
                return false;
            }
            lockFile = channel;
            lock = taken;
            deleteTemporaryFiles();
            return true;
        } catch (OverlappingFileLockException e) {
            channel.close();
            return false;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void release() throws IOException {
        if (lockFile != null) {
            lockFile.close();
            lockFile = null;
            lock = null;
        }
    }

    /** The files that are whole, by name, in no order. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(LOCK) && !name.endsWith(TEMPORARY) && !name.endsWith(SET_ASIDE)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /**
     * Reads a whole file.
     *
     * @return null when there is none
     * @throws IOException also when it is no regular file, larger than {@code most} bytes, or when others may write to it
     */
    byte @Nullable [] read(String name, long most) throws IOException {
        return read(name, most, false);
    }

    /** Reads a whole file for a caller who need not believe it, whoever may write to it. */
    byte @Nullable [] readShared(String name, long most) throws IOException {
        return read(name, most, true);
    }

    private byte @Nullable [] read(String name, long most, boolean shared) throws IOException {
        if (isNoFile(name)) {
            throw new FileSystemException(name, null, "not a file");
        }
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            if (!shared && isWritableByOthers(name)) {
                throw new IOException(directory.resolve(name) + ": others may write to it");
            }
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most + 1));
            if (bytes.length > most) {
                throw new IOException(name + ": more than " + most + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException | FileNotFoundException e) {
            return null;
        }
    }

    /** Whether others than the owner of this process may write to a file, or put another in its place. */
    boolean isWritableByOthers(String name) throws IOException {
        return isShared(directory) || isShared(directory.resolve(name));
    }

    /** Whether something has this name that is no regular file: reading a pipe would wait for whoever writes to it. */
    boolean isNoFile(String name) {
        Path file = directory.resolve(name);
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /** Renames a file, to find out at once whether this file system can do what every later write needs. */
    void tryOut() throws IOException {
        Path before = directory.resolve("before" + TEMPORARY);
        Path after = directory.resolve("after" + TEMPORARY);
        Files.deleteIfExists(before);
        Files.createFile(before, privately(PRIVATE_FILE));
        try {
            Files.move(before, after, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            deleteQuietly(before, e);
            throw e;
        }
        Files.delete(after);
    }

    /**
     * Writes a whole file: after a crash the old content is there, or the new.
     *
     * @param durable whether it must survive a power loss once this returns
     * @param parts the content, one part after the other
     */
    void write(String name, boolean durable, byte[]... parts) throws IOException {
        Path temporary = directory.resolve(name + TEMPORARY);
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    privately(PRIVATE_FILE))) {
                for (byte[] part : parts) {
                    ByteBuffer buffer = ByteBuffer.wrap(part);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
                if (durable) {
                    channel.force(true);
                }
            }
            Files.move(
                    temporary,
                    directory.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            if (durable) {
                forceDirectory();
            }
        } catch (IOException | RuntimeException e) {
            deleteQuietly(temporary, e);
            throw e;
        }
    }

    /** Keeps a damaged file for whoever wants to look at it, out of the way of every later start. */
    void setAside(String name) throws IOException {
        long kept;
        try (var files = Files.list(directory)) {
            kept = files.filter(file -> file.toString().endsWith(SET_ASIDE)).count();
        }
        if (kept >= MOST_SET_ASIDE) {
            delete(name);
        } else {
            rename(name, name + SET_ASIDE);
        }
    }

    /** Gives a file another name, taking the place of what has that name. */
    void rename(String name, String other) throws IOException {
        Files.move(
                directory.resolve(name),
                directory.resolve(other),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    boolean has(String name) {
        return Files.exists(directory.resolve(name));
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private void create() throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, privately(PRIVATE_DIRECTORY));
        } else if (isShared(directory)) {
            throw new IOException("others may write to it (expected: mode 0700)");
        } else if (isPosix() && !Files.getPosixFilePermissions(directory).equals(PRIVATE_DIRECTORY)) {
            Files.setPosixFilePermissions(directory, PRIVATE_DIRECTORY);
        }
    }

    private void deleteTemporaryFiles() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + TEMPORARY)) {
            for (Path file : left) {
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void forceDirectory() throws IOException {
        if (isPosix()) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private FileAttribute<?>[] privately(Set<PosixFilePermission> permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private boolean isShared(Path path) throws IOException {
        return isPosix() && Files.getPosixFilePermissions(path).stream().anyMatch(WRITABLE_BY_OTHERS::contains);
    }

    private boolean isPosix() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void deleteQuietly(Path file, Exception because) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
