package io.failstatic.edge.shared;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Shared counters with settings of a test. */
public final class TestCounters {

    private TestCounters() {}

    /** Counters at this address, waiting that long for each answer and trying often to get there again. */
    public static SharedCounters at(URI url, Duration timeout) {
        return new SharedCounters(
                new SharedCounterProperties(url, null, null, timeout, Duration.ofMillis(100), "test"));
    }

    /** How many requests were counted how. */
    public static Map<String, Long> counted(SharedCounters counters) {
        Map<String, Long> counts = new HashMap<>();
        counters.forEachCounter((name, adder) -> counts.put(name, adder.sum()));
        return counts;
    }
}
