package io.failstatic.edge.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.Tenant;
import io.failstatic.edge.tenant.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Caller TENANT = new Caller("t", "192.0.2.1", "t");
    private static final RateLimits NONE = Configuration.DEFAULTS.rateLimits();

    private long now = 5_000_000_123L;
    private final RateLimiter limiter = new RateLimiter(1000, 42, now);

    @Test
    void theWindowStartsWithTheFirstCountedRequest() {
        now += 1000 * SECOND;
        RateLimits three = policy(3, 10);
        assertThat(count(three)).isEqualTo(new RateLimit(true, 3, 2, 10));
        now += 9 * SECOND;
        assertThat(count(three)).isEqualTo(new RateLimit(true, 3, 1, 1));
        assertThat(count(three)).isEqualTo(new RateLimit(true, 3, 0, 1));
        assertThat(count(three)).isEqualTo(new RateLimit(false, 3, 0, 1));
        now += SECOND + 1_000_000;
        assertThat(count(three)).isEqualTo(new RateLimit(true, 3, 2, 10));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999, 1_000_000, 500_000})
    void aWindowIsNeverShorterThanItsLengthAndAtMostTwoMillisecondsLonger(long offset) {
        now += offset;
        RateLimits one = policy(1, 10);
        assertThat(count(one).allowed()).isTrue();
        now += 10 * SECOND - 1;
        assertThat(count(one).allowed()).isFalse();
        now += 2_000_001;
        assertThat(count(one).allowed()).isTrue();
    }

    @Test
    void resetIsRoundedUpAndAtLeastOneSecond() {
        RateLimits one = policy(1, 10);
        count(one);
        now += 10 * SECOND - 1_000_000;
        assertThat(count(one).resetSeconds()).isEqualTo(1);
    }

    @Test
    void refusalsDoNotCount() {
        RateLimits two = policy(2, 10);
        count(two);
        count(two);
        for (int i = 0; i < 50; i++) {
            assertThat(count(two).allowed()).isFalse();
        }
        assertThat(count(policy(3, 10)).allowed()).isTrue();
        assertThat(count(policy(3, 10)).allowed()).isFalse();
    }

    @Test
    void aChangedLimitAppliesAtOnceToWhatWasUsed() {
        RateLimits ten = policy(10, 60);
        for (int i = 0; i < 5; i++) {
            count(ten);
        }
        assertThat(count(policy(3, 60))).isEqualTo(new RateLimit(false, 3, 0, 60));
        assertThat(count(policy(1000, 60))).isEqualTo(new RateLimit(true, 1000, 994, 60));
    }

    @Test
    void aRunningWindowKeepsTheLengthItBeganWith() {
        count(policy(1, 60));
        now += 30 * SECOND;
        assertThat(count(policy(1, 5))).isEqualTo(new RateLimit(false, 1, 0, 30));
        assertThat(count(policy(1, 3600))).isEqualTo(new RateLimit(false, 1, 0, 30));
    }

    @Test
    @Tag("G6")
    void noChangeOfConfigurationRefillsAWindow() {
        RateLimits three = policy(3, 60);
        count(three);
        count(NONE);
        count(policy("another-policy", 3, 60, "api"));
        assertThat(count(policy("third-policy", 3, 60, "api")).allowed()).isFalse();
    }

    @Test
    void withoutAPolicyTheDefaultHoldsForTenantsAndClients() {
        for (Caller caller : List.of(TENANT, client("192.0.2.1"))) {
            for (int i = 0; i < 100; i++) {
                assertThat(limiter.count(NONE, caller, "api", now)).isEqualTo(new RateLimit(true, 100, 99 - i, 60));
            }
            assertThat(limiter.count(NONE, caller, "api", now)).isEqualTo(new RateLimit(false, 100, 0, 60));
        }
    }

    @Test
    void scopesTenantsAndClientsAreCountedApart() {
        RateLimits one = policy(1, 60);
        assertThat(count(one).allowed()).isTrue();
        assertThat(limiter.count(one, TENANT, "other", now).remaining()).isEqualTo(99);
        assertThat(limiter.count(one, client("t"), "api", now).remaining()).isEqualTo(99);
        assertThat(limiter.count(one, new Caller("u", "192.0.2.1", "u"), "api", now)
                        .remaining())
                .isEqualTo(99);
        assertThat(count(one).allowed()).isFalse();
    }

    @Test
    void peekingCountsNothing() {
        RateLimits two = policy(2, 60);
        assertThat(limiter.peek(two, TENANT, "api", now)).isEqualTo(new RateLimit(true, 2, 2, 60));
        assertThat(limiter.size()).isZero();
        count(two);
        assertThat(limiter.peek(two, TENANT, "api", now)).isEqualTo(new RateLimit(true, 2, 1, 60));
        count(two);
        assertThat(limiter.peek(two, TENANT, "api", now)).isEqualTo(new RateLimit(false, 2, 0, 60));
    }

    @Test
    void aBillionIsALimit() {
        assertThat(count(policy(1_000_000_000, 86_400)))
                .isEqualTo(new RateLimit(true, 1_000_000_000, 999_999_999, 86_400));
        now += 86_399 * SECOND;
        assertThat(count(policy(1_000_000_000, 86_400)).remaining()).isEqualTo(999_999_998);
    }

    @Test
    void worksOnAcrossTheWrapOfThePackedClock() {
        now += (1L << 34) * 1_000_000 - 5 * SECOND;
        RateLimits one = policy(1, 10);
        assertThat(count(one).allowed()).isTrue();
        now += 9 * SECOND;
        assertThat(count(one)).isEqualTo(new RateLimit(false, 1, 0, 1));
        now += 2 * SECOND;
        assertThat(count(one).allowed()).isTrue();
    }

    @Test
    void endedWindowsAreLetGoAndOthersKept() {
        limiter.count(NONE, client("192.0.2.1"), "api", now);
        now += 30 * SECOND;
        limiter.count(NONE, client("192.0.2.2"), "api", now);
        now += 31 * SECOND;
        limiter.sweep(now);
        assertThat(limiter.size()).isEqualTo(1);
        assertThat(limiter.count(NONE, client("192.0.2.2"), "api", now).remaining())
                .isEqualTo(98);
    }

    @Test
    void aFloodOfUnknownCallersTakesBoundedMemoryAndStaysLimited() {
        for (int i = 0; i < 200_000; i++) {
            limiter.count(NONE, client("client-" + i), "api", now);
        }
        assertThat(limiter.size()).isEqualTo(1000);
        // Whoever was counted before the flood is still counted on its own.
        assertThat(limiter.count(NONE, client("client-0"), "api", now).remaining())
                .isEqualTo(98);
        // Whoever came too late cannot escape the limit.
        int allowed = 0;
        for (int i = 0; i < 500; i++) {
            allowed += limiter.count(NONE, client("late"), "api", now).allowed() ? 1 : 0;
        }
        assertThat(allowed).isLessThanOrEqualTo(100);
        // Tenants are not touched by it.
        assertThat(count(policy(7, 60))).isEqualTo(new RateLimit(true, 7, 6, 60));

        now += 61 * SECOND;
        limiter.sweep(now);
        assertThat(limiter.size()).isZero();
        assertThat(limiter.count(NONE, client("late"), "api", now).remaining()).isEqualTo(99);
    }

    @Test
    void exactlyTheLimitPassesUnderConcurrencyAlsoWhileSweeping() throws Exception {
        RateLimits limits = policy(10_000, 3600);
        AtomicInteger allowed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            done.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 10_000; i++) {
                    if (limiter.count(limits, TENANT, "api", now).allowed()) {
                        allowed.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        done.add(threads.submit(() -> {
            start.await();
            for (int i = 0; i < 500; i++) {
                limiter.sweep(now);
            }
            return null;
        }));
        start.countDown();
        for (Future<?> future : done) {
            future.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(allowed).hasValue(10_000);
    }

    private RateLimit count(RateLimits limits) {
        return limiter.count(limits, TENANT, "api", now);
    }

    private static Caller client(String name) {
        return new Caller(null, name, name);
    }

    private static RateLimits policy(int limit, int window) {
        return policy("policy", limit, window, "api");
    }

    private static RateLimits policy(String id, int limit, int window, String scope) {
        return Configuration.compile(new Resources(
                        List.of(new Tenant("t", 1, "T", List.of())),
                        List.of(),
                        List.of(new RateLimitPolicy(id, 1, "t", limit, window, scope)),
                        List.of(),
                        List.of(),
                        List.of()))
                .rateLimits();
    }
}
