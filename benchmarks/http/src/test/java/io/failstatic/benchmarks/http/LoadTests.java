package io.failstatic.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadTests {

    @Test
    void readsWhatWrkSays() {
        Load load = Load.parse("""
                Running 5s test @ http://127.0.0.1:8080/
                  Latency Distribution
                     50%  850.00us
                     99%    2.51ms
                  40000 requests in 5.00s, 9.1MB read
                  Socket errors: connect 1, read 2, write 3, timeout 4
                  Non-2xx or 3xx responses: 5
                Requests/sec:   8000.50
                """, Duration.ofSeconds(4));
        assertThat(load).isEqualTo(new Load(8000.5, 2.51, 100, 40_000, 15));
    }

    @Test
    void aRunWithoutFailuresHasNone() {
        Load load =
                Load.parse("  99%  900.00us\n  100 requests in 1.00s\nRequests/sec:   100.00\n", Duration.ofMillis(1));
        assertThat(load.failed()).isZero();
        assertThat(load.p99Millis()).isEqualTo(0.9);
    }
}
