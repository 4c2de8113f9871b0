package io.failstatic.benchmarks.rates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateContestantsTests {

    @ParameterizedTest
    @EnumSource
    void allowsAsManyRequestsAsTheLimitSaysAndRefusesTheNext(RateContestants contestant) {
        int limit = contestant == RateContestants.GUAVA ? 1 : 5; // Guava's burst is one request
        RateContestant rates = contestant.prepare(new RateScenario(2, limit));
        for (int i = 0; i < limit; i++) {
            assertThat(rates.tryAcquire(0)).isTrue();
        }
        assertThat(rates.tryAcquire(0)).isFalse();
        assertThat(rates.tryAcquire(1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void allowsEveryRequestThatIsMeasured(RateContestants contestant) {
        RateContestant rates = contestant.prepare(RateScenario.unlimited(100));
        for (int tenant : new RateScenario(100, 1).askingTenants()) {
            assertThat(rates.tryAcquire(tenant)).isTrue();
        }
    }
}
