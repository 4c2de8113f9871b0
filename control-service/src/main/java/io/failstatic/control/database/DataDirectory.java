package io.failstatic.control.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import lombok.extern.slf4j.Slf4j;

/** The directory that holds everything this process keeps on its own disk; exists once this object does. */
@Slf4j
public final class DataDirectory {

    private final Path path;

    DataDirectory(Path configured) {
        this.path = configured.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("control.data-dir: " + path + " (expected: a writable directory)", e);
        }
        log.info("Data directory {}", path);
    }

    /** The directory, absolute. */
    public Path path() {
        return path;
    }
}
