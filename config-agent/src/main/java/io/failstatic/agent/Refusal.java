package io.failstatic.agent;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The record of a snapshot that was met and kept out, or applied and answered badly by a listener. <em>Immutable.</em>
 *
 * @param lineage lineage that the snapshot claims
 * @param epoch epoch that the snapshot claims
 * @param revision revision that the snapshot claims
 * @param digest digest that was announced for its bytes
 * @param code why it was refused
 * @param pointer JSON pointer to the offending place, null when there is none
 * @param detail one sentence for the person who has to act, without content of the snapshot
 * @param at when it was first refused
 */
public record Refusal(
        String lineage,
        long epoch,
        long revision,
        String digest,
        RefusalCode code,
        @Nullable String pointer,
        String detail,
        Instant at) {

    private static final int LONGEST_DETAIL = 500;

    /** Cuts off a detail that is too long for a poll. */
    public Refusal {
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(at, "at");
        if (detail.length() > LONGEST_DETAIL) {
            detail = detail.substring(0, LONGEST_DETAIL);
        }
    }
}
