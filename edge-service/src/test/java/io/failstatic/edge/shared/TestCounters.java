package io.failstatic.edge.shared;

import io.failstatic.edge.shared.SharedCounterProperties.Ssl;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/** Shared counters with settings of a test. */
public final class TestCounters {

    private TestCounters() {}

    /** Counters at this address, waiting that long for each answer and trying often to get there again. */
    public static SharedCounters at(URI url, Duration timeout) {
        return at(url, timeout, null, null, null);
    }

    /** Counters that log in there, with certificates of their own. */
    public static SharedCounters at(
            URI url, Duration timeout, @Nullable String username, @Nullable String password, @Nullable SslBundle tls) {
        return new SharedCounters(
                new SharedCounterProperties(
                        url, new Ssl(null), username, password, timeout, Duration.ofMillis(100), "test"),
                () -> tls);
    }

    /** How many requests were counted how. */
    public static Map<String, Long> counted(SharedCounters counters) {
        Map<String, Long> counts = new HashMap<>();
        counters.forEachCounter((name, adder) -> counts.put(name, adder.sum()));
        return counts;
    }
}
