package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TrafficPropertiesTests {

    @ParameterizedTest
    @CsvSource({
        "port, 70000",
        "address, ' '",
        "http2, true",
        "event-loops, -1",
        "max-in-flight, 0",
        "max-service-share, 0",
        "max-service-share, 1.1",
        "idle-timeout, 5s",
        "head-timeout, 0s",
        "body-timeout, 0s",
        "min-body-rate, 0B",
        "drain-delay, 1h",
        "max-callers, 0"
    })
    void badValuesSayWhatIsExpected(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of(name, value)))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.traffic." + name)
                .hasMessageContaining("expected");
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        TrafficProperties properties = bind(Map.of());
        assertThat(properties.port()).isEqualTo(9080);
        assertThat(properties.maxInFlight()).isEqualTo(2000);
        assertThat(properties.maxServiceShare()).isEqualTo(0.8);
        assertThat(properties.bodyRate().patience()).isEqualTo(Duration.ofSeconds(20));
        assertThat(properties.bodyRate().bytesPerSecond()).isEqualTo(500);
    }

    /** The settings of {@code edge.traffic}, bound as the edge binds them. */
    static TrafficProperties bind(Map<String, ?> settings) {
        Map<String, Object> prefixed = new HashMap<>();
        settings.forEach((name, value) -> prefixed.put("edge.traffic." + name, value));
        return new Binder(new MapConfigurationPropertySource(prefixed))
                .bindOrCreate("edge.traffic", TrafficProperties.class);
    }
}
