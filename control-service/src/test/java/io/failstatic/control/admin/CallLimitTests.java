package io.failstatic.control.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallLimitTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now;

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 1000, Long.MIN_VALUE, -1})
    void allowsABurstAndThenThePace(long start) {
        now = start;
        CallLimit limit = new CallLimit(100, 300, () -> now);
        for (int i = 0; i < 300; i++) {
            assertThat(limit.spend("alice")).isZero();
        }
        assertThat(limit.spend("alice")).isEqualTo(SECOND / 100);
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < 100; i++) {
                now += SECOND / 100;
                assertThat(limit.spend("alice")).isZero();
                assertThat(limit.spend("alice")).isPositive();
            }
        }
        now += 10 * SECOND;
        for (int i = 0; i < 300; i++) {
            assertThat(limit.spend("alice")).isZero();
        }
        assertThat(limit.spend("alice")).isPositive();
    }

    @Test
    void sustainsThePaceForEver() {
        CallLimit limit = new CallLimit(100, 300, () -> now);
        for (int i = 0; i < 100_000; i++) {
            assertThat(limit.spend("alice")).isZero();
            now += SECOND / 100;
        }
    }

    @Test
    void isEachCallersOwn() {
        CallLimit limit = new CallLimit(1, 1, () -> now);
        assertThat(limit.spend("alice")).isZero();
        assertThat(limit.spend("alice")).isEqualTo(SECOND);
        assertThat(limit.spend("bob")).isZero();
    }

    @Test
    void remembersABoundedNumberOfCallers() {
        CallLimit limit = new CallLimit(1, 1, () -> now);
        for (int i = 0; i < 30_000; i++) {
            limit.spend("caller-" + i);
            assertThat(limit.spend("busy") == 0).isEqualTo(i == 0);
        }
        assertThat(limit.remembered()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,127.0.0.1",
        "2001:db8:1:2:3:4:5:6,20010db800010002",
        "2001:db8:1:2:ffff::,20010db800010002",
        "0:0:0:0:0:0:0:1,0000000000000000"
    })
    void takesAnIpv6NetworkForOneSource(String address, String network) {
        assertThat(CallLimits.network(address)).isEqualTo(network);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,control.admin.rate-limit.per-second: 0",
        "1,0,control.admin.rate-limit.burst: 0",
        "1000001,1,per-second",
        "1,-5,burst"
    })
    void refusesALimitThatLetsNobodyIn(int perSecond, int burst, String message) {
        assertThatThrownBy(() -> new AdminProperties.RateLimit(perSecond, burst))
                .hasMessageContaining(message);
    }
}
