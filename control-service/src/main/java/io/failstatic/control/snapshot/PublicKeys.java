package io.failstatic.control.snapshot;

import java.util.List;
import java.util.Optional;

/** The public halves of the keys that sign snapshots. <i>Thread-safe; asks no database.</i> */
public interface PublicKeys {

    /** The keys, the one that signs first; empty while a key that the database keeps has not been read yet. */
    Optional<List<PublicKey>> list();

    /**
     * Whether bytes have this signature, in the form of {@code Config-Signature}, by one of the keys. A signature covers the
     * bytes of a snapshot and nothing else: it says nothing about a digest or a revision to whoever lacks the bytes.
     */
    boolean verify(byte[] json, String signature);

    /**
     * One key.
     *
     * @param keyid first 16 hex digits of SHA-256 of the raw key
     * @param publicKey base64 of the raw 32 bytes, as agents trust it
     * @param signing whether new snapshots are signed with it
     */
    record PublicKey(String keyid, String algorithm, String publicKey, boolean signing) {}
}
