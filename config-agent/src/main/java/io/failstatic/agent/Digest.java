package io.failstatic.agent;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 over a snapshot's raw bytes, in the form {@code sha-256=:<base64>:} of RFC 9530. */
final class Digest {

    private static final int SHORT_BYTES = 4;

    private Digest() {}

    static String of(byte[] bytes) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(sha256(bytes)) + ":";
    }

    /** The first eight hexadecimal digits, for file names. */
    static String shortHex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes), 0, SHORT_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
