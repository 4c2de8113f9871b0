package io.failstatic.control.idempotency;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A mutation under the key of its caller. Immutable.
 *
 * @param fingerprint the same for equal requests only: hex SHA-256 of method, path, query, body and {@code If-Match}
 */
record KeyedRequest(Name name, String fingerprint) {

    static KeyedRequest of(String caller, IdempotencyKey key, HttpServletRequest request, byte[] body) {
        String ifMatch = String.join(",", Collections.list(request.getHeaders("If-Match")));
        MessageDigest digest = sha256();
        add(digest, utf8(request.getMethod()));
        add(digest, utf8(request.getRequestURI()));
        add(digest, utf8(request.getQueryString()));
        add(digest, utf8(ifMatch));
        add(digest, body);
        return new KeyedRequest(new Name(caller, key.value()), HexFormat.of().formatHex(digest.digest()));
    }

    /** Where one part ends and the next begins is part of what is digested. */
    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static byte[] utf8(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java)", e);
        }
    }

    /** A key, which is its caller's own. */
    record Name(String caller, String key) {

        /** The number of the lock that stands for it; two names share one in 2^64. */
        long lockNumber() {
            MessageDigest digest = sha256();
            add(digest, utf8(caller));
            add(digest, utf8(key));
            return ByteBuffer.wrap(digest.digest()).getLong();
        }
    }
}
