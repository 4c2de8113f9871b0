package io.failstatic.agent.test;

import io.failstatic.agent.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the contract and what an agent must make of it. <em>Immutable.</em>
 *
 * @param file below {@code io/failstatic/golden/}
 * @param code why an agent refuses it; null where it decodes it
 * @param ignored how many members and kinds an agent that decodes it does not know
 * @param pointer where an agent that refuses it finds the reason; null where there is no such place
 * @param pointerFixed whether the contract says what the pointer is; it does not for bytes that are no JSON
 */
public record GoldenSnapshot(
        String file,
        @Nullable RefusalCode code,
        int ignored,
        @Nullable String pointer,
        boolean pointerFixed) {

    /** The bytes as an agent receives them. */
    public byte[] bytes() {
        return Golden.read(file);
    }

    @Override
    public String toString() {
        return file;
    }
}
