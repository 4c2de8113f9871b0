package io.failstatic.agent.test;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A poll as it arrived. <em>Immutable.</em>
 *
 * @param nanos {@link System#nanoTime} when it had been read
 * @param connection which connection it came on: 1, 2, 3 …
 * @param headers by lower-case name
 * @param body JSON; missing where it was none
 */
public record RecordedPoll(long nanos, int connection, Map<String, String> headers, JsonNode body) {

    /** Copies the headers. */
    public RecordedPoll {
        headers = Map.copyOf(headers);
    }
}
