package io.failstatic.control.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An Ed25519 key that signs snapshots, with its public half. <i>Immutable; its text holds nothing secret.</i> */
final class SigningKey {

    private static final String ALGORITHM = "Ed25519";
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private final PrivateKey privateKey;
    private final VerifyingKey publicKey;

    private SigningKey(PrivateKey privateKey, VerifyingKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    static SigningKey generate(SecureRandom random) {
        try {
            return of(pairFrom(random));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519: missing (expected: in every Java since 15)", e);
        }
    }

    /**
     * Reads a private key in PKCS#8, as {@code openssl genpkey -algorithm ed25519} makes it.
     *
     * @throws IllegalArgumentException when the bytes are no such key; the message does not repeat them
     */
    static SigningKey ofPkcs8(byte[] encoded) {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
            SigningKey made = of(pairFrom(new Seed(seed)));
            if (!made.publicKey.verifies(PROBE, sign(key, PROBE))) {
                throw new IllegalArgumentException("the public half of the key cannot be derived");
            }
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 private key in PKCS#8", e);
        }
    }

    /**
     * Reads a private key from text: PEM, or the base64 in it.
     *
     * @throws IllegalArgumentException when the text is none; the message does not repeat it
     */
    static SigningKey parse(String text) {
        String base64 = text.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("neither PEM nor base64");
        }
        return ofPkcs8(encoded);
    }

    VerifyingKey publicKey() {
        return publicKey;
    }

    byte[] pkcs8() {
        return privateKey.getEncoded();
    }

    /** Signs bytes: {@code keyid="<16 hex>", ed25519=:<base64>:}. The same bytes always give the same text. */
    String sign(byte[] bytes) {
        try {
            return "keyid=\"" + publicKey.id() + "\", ed25519=:"
                    + Base64.getEncoder().encodeToString(sign(privateKey, bytes)) + ":";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing key " + publicKey.id() + ": cannot sign", e);
        }
    }

    /** Whether a signature says that it was made with this key. */
    boolean made(@Nullable String signature) {
        return signature != null && signature.startsWith("keyid=\"" + publicKey.id() + '"');
    }

    private static SigningKey of(KeyPair pair) {
        return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic()));
    }

    private static KeyPair pairFrom(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, random);
        return generator.generateKeyPair();
    }

    private static byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(bytes);
        return signature.sign();
    }

    @Override
    public String toString() {
        return publicKey.id();
    }

    /** Chance that is none: an Ed25519 private key is 32 random bytes, and the JDK derives the public half only from those. */
    private static final class Seed extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
