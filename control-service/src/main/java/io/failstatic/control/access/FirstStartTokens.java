package io.failstatic.control.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import lombok.extern.slf4j.Slf4j;

/** The two tokens that a service without configured ones makes for itself, kept in files that only its user may read. */
@Slf4j
final class FirstStartTokens {

    private final Path directory;
    private final SecureRandom random;

    FirstStartTokens(Path directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    /** Reads the tokens, after making those that are missing. */
    List<AccessProperties.StaticToken> readOrMake() {
        return List.of(token("admin", Role.ADMIN), token("agent", Role.AGENT));
    }

    private AccessProperties.StaticToken token(String name, Role role) {
        Path file = directory.resolve(name + "-token");
        try {
            if (!Files.exists(file)) {
                write(file, make());
            }
            String token = Files.readString(file).strip();
            if (token.length() < 32) {
                throw new InvalidSetupException(
                        file + ": holds no token (expected: at least 32 characters)",
                        "Remove the file to have a new token made.");
            }
            log.info("The {} token is in {}", name, file);
            return new AccessProperties.StaticToken(
                    name, HexFormat.of().formatHex(Tokens.sha256(token)), EnumSet.of(role));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be used for a token", e);
        }
    }

    private String make() {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private static void write(Path file, String token) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
