package io.failstatic.edge.report;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TracingPropertiesTests {

    @Test
    void badSettingsAreRefusedByName() {
        refuses("endpoint", "collector:4318", 1, 5000);
        refuses("sampling", "http://collector:4318/v1/traces", 1.5, 5000);
        refuses("timeout", "http://collector:4318/v1/traces", 1, 1);
    }

    private static void refuses(String name, String endpoint, double sampling, long timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TracingProperties(URI.create(endpoint), sampling, Duration.ofMillis(timeout)))
                .withMessageContaining("edge.tracing." + name)
                .withMessageContaining("expected");
    }
}
