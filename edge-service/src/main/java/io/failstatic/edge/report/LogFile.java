package io.failstatic.edge.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that is appended to, and opened anew when it was moved away; or the standard output. <em>Confined to one thread.</em> */
final class LogFile implements AutoCloseable {

    private final @Nullable Path path;
    private @Nullable OutputStream out;

    /** @param file a path, or {@code -} */
    LogFile(String file) {
        this.path = file.equals("-") ? null : Path.of(file);
    }

    void append(byte[] lines) throws IOException {
        OutputStream open = out;
        if (open == null || (path != null && !Files.exists(path))) {
            close();
            open = open();
            out = open;
        }
        open.write(lines);
    }

    private OutputStream open() throws IOException {
        if (path == null) {
            return new FileOutputStream(FileDescriptor.out);
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Lets go of the file; the next line opens it again. The standard output is everybody's and stays open. */
    @Override
    public void close() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null && path != null) {
            open.close();
        }
    }
}
