package io.failstatic.edge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTests {

    private final Latencies latencies = new Latencies();

    @Test
    void tellsThe99thPercentileWithinSixPercentSinceTheLastCall() {
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.add(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        assertThat(latencies.p99MillisSinceLastCall()).isCloseTo(990, within(62.0));
        assertThat(latencies.p99MillisSinceLastCall()).isZero();
        latencies.add(TimeUnit.MICROSECONDS.toNanos(7));
        assertThat(latencies.p99MillisSinceLastCall()).isEqualTo(0.007);
    }

    @Test
    void takesAnyDuration() {
        latencies.add(-1);
        latencies.add(0);
        assertThat(latencies.p99MillisSinceLastCall()).isZero();
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.p99MillisSinceLastCall()).isPositive();
    }
}
