package io.failstatic.control.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of one desired state. The arrays are shared and never written to.
 *
 * @param digest {@code sha-256=:<base64>:} over {@code json}
 * @param signature over {@code json}, with the name of its key; null when there were none yet
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Rendering(String digest, @Nullable String signature, byte[] json, byte[] gzip) {}
