package io.failstatic.agent.test;

import org.jspecify.annotations.Nullable;

/** What somebody between the control plane and an agent may do to a signed snapshot. Its digest is right all the same. */
public enum Tampering {
    /** Takes the signature off. */
    STRIPPED_SIGNATURE,
    /** Signs with a key of their own. */
    UNKNOWN_KEY,
    /** Signs with a key of their own, under the name of the right one. */
    WRONG_KEY,
    /** Changes the bytes, and keeps the signature. */
    ALTERED_BYTES,
    /** Keeps the bytes, and takes the signature of the revision before. */
    SWAPPED_SIGNATURE;

    /**
     * @param before the snapshot published before; the same one where there was none
     * @param key the key that signs
     */
    PublishedSnapshot apply(PublishedSnapshot head, PublishedSnapshot before, @Nullable SigningKey key) {
        String keyId = key == null ? "0123456789abcdef" : key.id();
        return switch (this) {
            case STRIPPED_SIGNATURE -> head.withSignature(null);
            case UNKNOWN_KEY -> head.withSignature(SigningKey.make().sign(head.json()));
            case WRONG_KEY -> head.withSignature(SigningKey.make().signAs(keyId, head.json()));
            case ALTERED_BYTES -> head.withOtherBytes().withSignature(head.signature());
            case SWAPPED_SIGNATURE -> head.withSignature(before.signature());
        };
    }
}
