package io.failstatic.edge.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.failstatic.edge.shared.SharedCounterProperties.Ssl;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedCounterPropertiesTests {

    @Test
    void theDefaultPortAndDatabaseAreThoseOfRedis() {
        SharedCounterProperties properties = of("redis://counters", 30, 1000, "failstatic");
        assertThat(properties.address()).isEqualTo("redis://counters:6379");
        assertThat(properties.database()).isEqualTo("0");
        assertThat(of("rediss://counters:7000/3", 30, 1000, "p").isTls()).isTrue();
        assertThat(of("rediss://counters:7000/3", 30, 1000, "p").database()).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://counters", "redis:counters", "redis://counters/x", "counters:6379"})
    void whatIsNoRedisIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(url, 30, 1000, "failstatic"))
                .withMessageStartingWith("edge.shared-counters.url: ");
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("redis://:hunter2@counters", 30, 1000, "failstatic"))
                .withMessageContaining("edge.shared-counters.password")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void otherBadValuesAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("redis://counters", 0, 1000, "p"))
                .withMessageContaining("timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("redis://counters", 30, 10, "p"))
                .withMessageContaining("retry-interval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("redis://counters", 30, 1000, "a b"))
                .withMessageContaining("key-prefix");
    }

    @Test
    void certificatesAreForRedissOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SharedCounterProperties(
                        URI.create("redis://counters"),
                        new Ssl("counters"),
                        null,
                        null,
                        Duration.ofMillis(30),
                        Duration.ofSeconds(1),
                        "p"))
                .withMessageStartingWith("edge.shared-counters.ssl.bundle: counters");
    }

    private static SharedCounterProperties of(String url, int timeout, int retry, String prefix) {
        return new SharedCounterProperties(
                URI.create(url),
                new Ssl(null),
                null,
                null,
                Duration.ofMillis(timeout),
                Duration.ofMillis(retry),
                prefix);
    }
}
