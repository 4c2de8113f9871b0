package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrafficPropertiesTests {

    private static final TrafficProperties.Ssl PLAIN = new TrafficProperties.Ssl(null);
    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration NONE = Duration.ZERO;

    @Test
    void badValuesSayWhatIsExpected() {
        refuses("port", () -> new TrafficProperties(70_000, "::", PLAIN, 1, 1, IDLE, HEAD, NONE, 1));
        refuses("address", () -> new TrafficProperties(1, " ", PLAIN, 1, 1, IDLE, HEAD, NONE, 1));
        refuses("event-loops", () -> new TrafficProperties(1, "::", PLAIN, -1, 1, IDLE, HEAD, NONE, 1));
        refuses("max-in-flight", () -> new TrafficProperties(1, "::", PLAIN, 1, 0, IDLE, HEAD, NONE, 1));
        refuses(
                "idle-timeout",
                () -> new TrafficProperties(1, "::", PLAIN, 1, 1, Duration.ofSeconds(5), HEAD, NONE, 1));
        refuses("head-timeout", () -> new TrafficProperties(1, "::", PLAIN, 1, 1, IDLE, NONE, NONE, 1));
        refuses("drain-delay", () -> new TrafficProperties(1, "::", PLAIN, 1, 1, IDLE, HEAD, Duration.ofHours(1), 1));
        refuses("max-callers", () -> new TrafficProperties(1, "::", PLAIN, 1, 1, IDLE, HEAD, NONE, 0));
    }

    private static void refuses(String name, Runnable maker) {
        assertThatIllegalArgumentException()
                .isThrownBy(maker::run)
                .withMessageContaining("edge.traffic." + name)
                .withMessageContaining("expected");
    }
}
