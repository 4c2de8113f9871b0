package io.failstatic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one test below {@code target/}, empty at its start and kept after it, so that logs can be read. */
final class Scratch {

    private Scratch() {}

    static Path of(Class<?> test, String name) {
        Path directory =
                Path.of("target", "system-tests", test.getSimpleName(), name).toAbsolutePath();
        try {
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
