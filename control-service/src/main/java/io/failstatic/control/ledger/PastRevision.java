package io.failstatic.control.ledger;

import java.time.Instant;

/**
 * What stays known of a revision for ever. Immutable.
 *
 * @param digest {@code sha-256=:<base64>:} over the bytes
 * @param size of the bytes
 */
public record PastRevision(long number, long epoch, String audience, Instant publishedAt, String digest, long size) {}
