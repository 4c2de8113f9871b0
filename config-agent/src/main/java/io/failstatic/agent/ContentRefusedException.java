package io.failstatic.agent;

import java.io.Serial;

/** Unwinds the decoder at the first value that it refuses; never leaves {@link SnapshotDecoder}. */
final class ContentRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Decoding.Refused refused;

    ContentRefusedException(RefusalCode code, String pointer, String detail) {
        super(detail, null, false, false);
        this.refused = new Decoding.Refused(code, pointer, detail);
    }

    Decoding.Refused refused() {
        return refused;
    }
}
