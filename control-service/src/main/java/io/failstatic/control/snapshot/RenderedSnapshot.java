package io.failstatic.control.snapshot;

import io.failstatic.control.ledger.Ledger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one revision, exactly as every agent gets them. The arrays are shared and never written to.
 *
 * @param digest {@code sha-256=:<base64>:} over {@code json}
 * @param signature {@code keyid="…", ed25519=:<base64>:} over {@code json}; null when it was rendered before there were any
 * @param json the snapshot as UTF-8
 * @param gzip the same, coded
 */
@SuppressWarnings("ArrayRecordComponent") // compared by number and digest, never by equals
public record RenderedSnapshot(
        String lineage,
        long epoch,
        long revision,
        String audience,
        String digest,
        @Nullable String signature,
        Instant publishedAt,
        byte[] json,
        byte[] gzip) {

    /** The audience of every instance that is in no rollout. */
    public static final String STABLE = Ledger.STABLE;
}
