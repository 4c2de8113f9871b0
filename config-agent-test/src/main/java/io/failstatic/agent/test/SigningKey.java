package io.failstatic.agent.test;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 key that signs what a simulator publishes. <em>Immutable.</em> */
public final class SigningKey {

    private static final String ALGORITHM = "Ed25519";
    private static final int RAW_LENGTH = 32;
    private static final int ID_BYTES = 8;

    private final KeyPair pair;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    /** A new key, like no other. */
    public static SigningKey make() {
        try {
            return new SigningKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime since 15 has Ed25519", e);
        }
    }

    /** For {@code config-agent.trusted-keys}. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(raw());
    }

    /** The name of the key in signatures: the first 16 hexadecimal digits of SHA-256 of the raw public key. */
    public String id() {
        return HexFormat.of().formatHex(PublishedSnapshot.sha256(raw()), 0, ID_BYTES);
    }

    /** A signature as in {@code Config-Signature}. */
    public String sign(byte[] bytes) {
        return signAs(id(), bytes);
    }

    /** A signature under the name of another key. */
    public String signAs(String id, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return "keyid=\"" + id + "\", ed25519=:" + Base64.getEncoder().encodeToString(signature.sign()) + ":";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs anything", e);
        }
    }

    private byte[] raw() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - RAW_LENGTH, encoded.length);
    }
}
