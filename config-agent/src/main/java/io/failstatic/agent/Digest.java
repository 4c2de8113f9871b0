package io.failstatic.agent;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 over a snapshot's raw bytes, in the form {@code sha-256=:<base64>:} of RFC 9530. */
final class Digest {

    private static final String PREFIX = "sha-256=:";
    private static final int SHORT_BYTES = 4;

    private Digest() {}

    static String of(byte[] bytes) {
        return PREFIX + Base64.getEncoder().encodeToString(sha256(bytes)) + ":";
    }

    /** The first eight hexadecimal digits, for file names. */
    static String shortHex(byte[] bytes) {
        return shortHex(of(bytes));
    }

    static String shortHex(String digest) {
        byte[] hash = Base64.getDecoder().decode(digest.substring(PREFIX.length(), digest.length() - 1));
        return HexFormat.of().formatHex(hash, 0, SHORT_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
