package io.failstatic.edge.upstream;

import java.time.Duration;

/**
 * How slowly a client may send a body: for {@code patience} it may send nothing, and every byte buys it more time.
 * <em>Immutable.</em>
 *
 * @param patience time that is always there
 * @param bytesPerSecond bytes that buy one more second, at least 1
 */
public record BodyRate(Duration patience, long bytesPerSecond) {}
