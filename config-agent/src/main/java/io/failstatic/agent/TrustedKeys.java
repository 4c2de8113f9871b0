package io.failstatic.agent;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 keys whose signature lets a snapshot in; without any, everything gets in as far as signatures go.
 * <em>Immutable, thread-safe.</em>
 */
final class TrustedKeys {

    /** No key: signatures are not looked at. */
    static final TrustedKeys NONE = new TrustedKeys(Map.of());

    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

    /** What stands before the raw key in its X.509 form (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Pattern FORM = Pattern.compile("keyid=\"([0-9a-f]{16})\", ed25519=:([A-Za-z0-9+/]{86}==):");

    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    /**
     * Reads keys, each base64 of its 32 bytes.
     *
     * @throws IllegalArgumentException when one is none
     */
    static TrustedKeys of(List<String> base64) {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < base64.size(); i++) {
            try {
                byte[] raw = Base64.getDecoder().decode(base64.get(i).strip());
                keys.put(id(raw), key(raw));
            } catch (IllegalArgumentException | GeneralSecurityException e) {
                // What was pasted by mistake may be a private key: it is not repeated.
                throw new IllegalArgumentException("trusted-keys: number " + (i + 1) + " of " + base64.size()
                        + " (expected: base64 of the 32 bytes of an Ed25519 public key)");
            }
        }
        return new TrustedKeys(keys);
    }

    /** Whether only what carries a valid signature gets in. */
    boolean required() {
        return !keys.isEmpty();
    }

    /**
     * What is wrong with bytes in the eyes of the keys; empty when they may come in.
     *
     * @param signature in the form of {@code Config-Signature}
     */
    Optional<String> objection(byte[] bytes, @Nullable String signature) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (signature == null) {
            return Optional.of("not signed (expected: a signature of " + names() + ")");
        }
        Matcher matcher = FORM.matcher(signature);
        if (!matcher.matches()) {
            return Optional.of("signature: not understood (expected: keyid=\"…\", ed25519=:…:)");
        }
        PublicKey key = keys.get(matcher.group(1));
        if (key == null) {
            return Optional.of("signed with key " + matcher.group(1) + " (expected: " + names() + ")");
        }
        return verifies(key, bytes, Base64.getDecoder().decode(matcher.group(2)))
                ? Optional.empty()
                : Optional.of("signature of key " + matcher.group(1) + ": not over these bytes");
    }

    /** The text if it has the form of a signature, else null; what is kept and passed on must not be just anything. */
    static @Nullable String wellFormed(@Nullable String signature) {
        return signature != null && FORM.matcher(signature).matches() ? signature : null;
    }

    private String names() {
        return String.join(" or ", new ArrayList<>(keys.keySet()));
    }

    private static boolean verifies(PublicKey key, byte[] bytes, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(bytes);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PublicKey key(byte[] raw) throws GeneralSecurityException {
        if (raw.length != KEY_BYTES) {
            throw new IllegalArgumentException(raw.length + " bytes");
        }
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
        System.arraycopy(raw, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
        Signature.getInstance(ALGORITHM).initVerify(key);
        return key;
    }

    private static String id(byte[] raw) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw), 0, ID_BYTES);
    }
}
