package io.failstatic.control.snapshot;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The public half of a key that signs snapshots. <i>Immutable.</i> */
final class VerifyingKey {

    private static final String ALGORITHM = "Ed25519";
    private static final int RAW_LENGTH = 32;
    private static final int ID_BYTES = 8;

    /** What stands before the raw key in its X.509 form (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PublicKey key;
    private final byte[] raw;

    private VerifyingKey(PublicKey key, byte[] raw) {
        this.key = key;
        this.raw = raw;
    }

    static VerifyingKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new VerifyingKey(key, Arrays.copyOfRange(encoded, encoded.length - RAW_LENGTH, encoded.length));
    }

    /**
     * Reads a public key: base64 of its 32 bytes.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static VerifyingKey parse(String base64) {
        try {
            byte[] raw = Base64.getDecoder().decode(base64.strip());
            byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + RAW_LENGTH);
            if (raw.length != RAW_LENGTH) {
                throw new IllegalArgumentException(raw.length + " bytes");
            }
            System.arraycopy(raw, 0, encoded, X509_PREFIX.length, RAW_LENGTH);
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            Signature.getInstance(ALGORITHM).initVerify(key);
            return new VerifyingKey(key, raw);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a point of the curve", e);
        }
    }

    /** The first 16 hex digits of SHA-256 of the raw key. */
    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java)", e);
        }
    }

    /** Base64 of the raw 32 bytes, as agents take it. */
    String base64() {
        return Base64.getEncoder().encodeToString(raw);
    }

    boolean verifies(byte[] bytes, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(bytes);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
