package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One snapshot in a file: a line of JSON with the digest and the signature, then the bytes. Replaced as a whole or not at all; a file whose
 * bytes do not have their digest is set aside.
 */
@Slf4j
@RequiredArgsConstructor
final class SnapshotFile {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path path;

    /** Replaces the file; durable once this returns. */
    void write(RenderedSnapshot snapshot) throws IOException {
        Files.createDirectories(path.getParent());
        write(snapshot, path.resolveSibling(path.getFileName() + ".tmp"), null);
    }

    /**
     * Replaces the file by way of another one; durable once this returns.
     *
     * @param permissions of the file, whatever the process would give it; null for those
     */
    void write(RenderedSnapshot snapshot, Path temporary, @Nullable Set<PosixFilePermission> permissions)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(channel, header(snapshot));
            writeFully(channel, snapshot.json());
            if (permissions != null) {
                Files.setPosixFilePermissions(temporary, permissions);
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(path.getParent())) {
            directory.force(true);
        }
    }

    /** The line before the JSON. */
    private static byte[] header(RenderedSnapshot snapshot) {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("digest", snapshot.digest());
        if (snapshot.signature() != null) {
            header.put("signature", snapshot.signature());
        }
        return (JSON.writeValueAsString(header) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Reads the snapshot; empty when there is none, or none that is whole. */
    Optional<RenderedSnapshot> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readAllBytes(path), true));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            log.error("{} is not a whole snapshot and is set aside: {}", path, e.getMessage());
            setAside();
            return Optional.empty();
        }
    }

    /** The snapshot without its coded form; null when there is none, or none that is whole. Touches nothing. */
    @Nullable
    RenderedSnapshot peek() throws IOException {
        try {
            return parse(Files.readAllBytes(path), false);
        } catch (NoSuchFileException | JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    private void setAside() {
        try {
            Files.move(path, path.resolveSibling(path.getFileName() + ".corrupt"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("{} could not be set aside", path, e);
        }
    }

    private static RenderedSnapshot parse(byte[] file, boolean coded) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        if (end == file.length) {
            throw new IllegalArgumentException("header: missing (expected: one line of JSON)");
        }
        JsonNode header = JSON.readTree(file, 0, end);
        String digest = header.path("digest").asString("");
        byte[] json = Arrays.copyOfRange(file, end + 1, file.length);
        String actual = digest(json);
        if (!actual.equals(digest)) {
            throw new IllegalArgumentException("digest: " + actual + " (expected: " + digest + ")");
        }
        return envelope(digest, header.path("signature").stringValue(null), json, coded ? gzip(json) : json);
    }

    /** Reads the fields before the resources, wherever they stand. */
    private static RenderedSnapshot envelope(String digest, @Nullable String signature, byte[] json, byte[] gzip) {
        String lineage = "";
        String audience = "";
        long epoch = 0;
        long revision = 0;
        Instant publishedAt = Instant.EPOCH;
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "lineage" -> lineage = parser.getString();
                    case "audience" -> audience = parser.getString();
                    case "epoch" -> epoch = parser.getLongValue();
                    case "revision" -> revision = parser.getLongValue();
                    case "publishedAt" -> publishedAt = Instant.parse(parser.getString());
                    default -> parser.skipChildren();
                }
            }
        }
        if (lineage.isEmpty() || audience.isEmpty() || revision < 1) {
            throw new IllegalArgumentException("snapshot: unnamed (expected: lineage, audience and revision)");
        }
        return new RenderedSnapshot(lineage, epoch, revision, audience, digest, signature, publishedAt, json, gzip);
    }

    static String digest(byte[] bytes) {
        try {
            return "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes))
                    + ":";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coded.toByteArray();
    }
}
