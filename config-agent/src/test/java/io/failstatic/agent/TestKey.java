package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A key that signs what a control plane publishes, for tests. */
record TestKey(KeyPair pair) {

    static TestKey make() {
        try {
            return new TestKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As in trusted-keys. */
    String base64() {
        return Base64.getEncoder().encodeToString(raw());
    }

    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw()), 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As in Config-Signature. */
    String sign(byte[] bytes) {
        return sign(id(), bytes);
    }

    /** Under the name of another key. */
    String sign(String keyId, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return "keyid=\"" + keyId + "\", ed25519=:" + Base64.getEncoder().encodeToString(signature.sign()) + ":";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Fetched fetched(Published published) {
        return fetched(published, sign(published.json()));
    }

    static Fetched fetched(Published published, String signature) {
        return new Fetched(
                new Announcement(
                        published.lineage(),
                        published.epoch(),
                        published.revision(),
                        published.id().digest(),
                        signature),
                published.json(),
                null);
    }

    SnapshotFile file(Published published) {
        return new SnapshotFile(published.id().digest(), sign(published.json()), published.json());
    }

    private byte[] raw() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }
}
