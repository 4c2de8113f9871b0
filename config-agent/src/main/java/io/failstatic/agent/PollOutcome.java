package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Alarm;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one poll. <em>Immutable.</em> */
sealed interface PollOutcome {

    /** What the headers of an answer say about a snapshot; nothing of it is verified. */
    record Announcement(
            @Nullable String lineage,
            long epoch,
            long revision,
            @Nullable String digest,
            @Nullable String signature) {

        /** Without a signature. */
        Announcement(@Nullable String lineage, long epoch, long revision, @Nullable String digest) {
            this(lineage, epoch, revision, digest, null);
        }
    }

    /** A snapshot arrived, not yet verified. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would buy nothing
    record Fetched(
            Announcement announcement,
            byte[] json,
            @Nullable Duration pollInterval) implements PollOutcome {}

    /** A snapshot was larger than allowed; the rest of it was not read. */
    record TooLarge(Announcement announcement, long limit) implements PollOutcome {}

    /** Nothing newer than what the agent has seen. */
    record Unchanged(@Nullable Duration pollInterval) implements PollOutcome {}

    /** The control plane asked for patience: 429 or 503. */
    record Throttled(int status, @Nullable Duration retryAfter) implements PollOutcome {}

    /** The control plane does not take this caller: 401 or 403. */
    record Rejected(int status) implements PollOutcome {}

    /** No usable answer; with an alarm where waiting does not help. */
    record Failed(String detail, @Nullable Alarm alarm) implements PollOutcome {

        private static final int LONGEST_DETAIL = 512;

        /** The detail goes to logs and may quote what came from outside. */
        public Failed {
            String printable = detail.replaceAll("\\p{Cntrl}", "?");
            detail = printable.length() > LONGEST_DETAIL ? printable.substring(0, LONGEST_DETAIL) : printable;
        }

        /** What may well be over by the next poll. */
        Failed(String detail) {
            this(detail, null);
        }
    }

    /** The circuit is open: nothing was sent. */
    record Skipped() implements PollOutcome {}
}
