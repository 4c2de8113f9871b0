package io.failstatic.agent;

import org.jspecify.annotations.Nullable;

/** What became of the bytes of a snapshot. */
sealed interface Decoding {

    /** The bytes are a snapshot that this agent can run. */
    record Decoded(SnapshotContent content) implements Decoding {}

    /**
     * The bytes are kept out, as a whole.
     *
     * @param pointer JSON pointer of the offending value, null where there is none
     * @param detail for people; holds no text of the snapshot beyond names of fields, numbers and what the parser quotes
     */
    record Refused(RefusalCode code, @Nullable String pointer, String detail) implements Decoding {}
}
