package io.failstatic.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bearer token: given once, or read again from its file for every poll, so that it can be rotated. */
final class TokenSource {

    private final @Nullable String token;
    private final @Nullable Path file;

    TokenSource(@Nullable String token, @Nullable Path file) {
        this.token = token;
        this.file = file;
    }

    /**
     * The token to use now, null for none.
     *
     * @throws IOException when the file cannot be read or holds no token
     */
    @Nullable
    String read() throws IOException {
        if (file == null) {
            return token;
        }
        String read = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        if (!AgentSettings.isHeaderValue(read)) {
            throw new IOException("token-file: " + file + " (expected: one token)");
        }
        return read;
    }
}
