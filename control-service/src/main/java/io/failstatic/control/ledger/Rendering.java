package io.failstatic.control.ledger;

/**
 * The bytes of one desired state. The arrays are shared and never written to.
 *
 * @param digest {@code sha-256=:<base64>:} over {@code json}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Rendering(String digest, byte[] json, byte[] gzip) {}
