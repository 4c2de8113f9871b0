package io.failstatic.edge.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.edge.tenant.Caller;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedCountTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final RateLimits NONE = Configuration.DEFAULTS.rateLimits();
    private static final Caller CALLER = new Caller("t", "192.0.2.1", "t");

    private long now = 7_000_000_321L;
    private final RateLimiter limiter = new RateLimiter(2, 1, now);

    @Test
    void knowsNothingOfAWindowThatItHasNotSeen() {
        SharedCount count = share();
        assertThat(count.knownUsed()).isZero();
        assertThat(count.knownLeftMillis()).isZero();
        assertThat(count.limit()).isEqualTo(100);
        assertThat(count.windowSeconds()).isEqualTo(60);
        assertThat(count.isUsedUp()).isFalse();
    }

    @Test
    void goesOnAloneFromWhatWasCountedTogether() {
        RateLimit together = limiter.adopt(share(), true, 97, 30_000, now, now + SECOND);
        assertThat(together).isEqualTo(new RateLimit(true, 100, 3, 30));
        now += SECOND;
        assertThat(limiter.count(NONE, CALLER, "api", now)).isEqualTo(new RateLimit(true, 100, 2, 29));
        now += 29 * SECOND;
        assertThat(limiter.count(NONE, CALLER, "api", now)).isEqualTo(new RateLimit(true, 100, 99, 60));
    }

    @Test
    void goesOnTogetherFromWhatWasCountedAlone() {
        limiter.count(NONE, CALLER, "api", now);
        limiter.count(NONE, CALLER, "api", now);
        now += 20 * SECOND;
        assertThat(share().knownUsed()).isEqualTo(2);
        assertThat(share().knownLeftMillis()).isEqualTo(40_000);
    }

    @Test
    void neverForgetsWhatItCountedItselfForAnOlderAnswer() {
        SharedCount asked = share();
        for (int i = 0; i < 10; i++) {
            limiter.count(NONE, CALLER, "api", now);
        }
        limiter.adopt(asked, true, 4, 50_000, now, now);
        assertThat(share().knownUsed()).isEqualTo(10);
    }

    @Test
    void anAnswerOfAWindowThatHasEndedMeanwhileIsNotTakenOver() {
        SharedCount asked = share();
        RateLimit late = limiter.adopt(asked, true, 4, 10, now, now + SECOND);
        assertThat(late).isEqualTo(new RateLimit(true, 100, 96, 1));
        now += SECOND;
        assertThat(share().knownUsed()).isZero();
    }

    @Test
    void aWindowThatIsUsedUpNeedsNobodyElse() {
        limiter.adopt(share(), false, 100, 30_000, now, now);
        assertThat(share().isUsedUp()).isTrue();
    }

    @Test
    void whoFindsNoPlaceIsCountedAlone() {
        for (String name : new String[] {"a", "b"}) {
            limiter.count(NONE, new Caller(name, "192.0.2.1", name), "api", now);
        }
        assertThat(share()).isNull();
    }

    @Test
    void takesOverAlsoWhereTheWindowWasSweptInBetween() {
        SharedCount asked = share();
        limiter.sweep(now);
        limiter.adopt(asked, true, 5, 30_000, now, now);
        assertThat(share().knownUsed()).isEqualTo(5);
    }

    private SharedCount share() {
        return limiter.share(NONE, CALLER, "api", now);
    }
}
