package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.PollOutcome.Unchanged;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The circuit breaker between polls and the control plane: opens after failures in a row and lets one poll try when it
 * half-opens. <em>Thread-safe.</em>
 *
 * <p>The schedule already spaces the polls; the breaker makes the state of the link visible, and holds back polls only where
 * somebody asks for them off the schedule.
 */
final class PollCircuit {

    private final CircuitBreaker breaker;

    PollCircuit(int failures, Duration open, LongSupplier nanoTime) {
        this.breaker = CircuitBreaker.of(
                "config-agent",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(failures)
                        .minimumNumberOfCalls(failures)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(open)
                        .clock(new MonotonicClock(nanoTime))
                        .build());
    }

    /** Whether a poll may be sent now; its outcome must then be {@linkplain #record recorded}. */
    boolean admits() {
        return breaker.tryAcquirePermission();
    }

    /** Counts the outcome of a poll that was sent. */
    void record(PollOutcome outcome) {
        if (outcome instanceof Fetched || outcome instanceof Unchanged || outcome instanceof TooLarge) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(0, TimeUnit.NANOSECONDS, new PollFailedException());
        }
    }

    /** Lets the next poll through although the circuit is open: a person asked for it. */
    void allowNext() {
        if (breaker.getState() == CircuitBreaker.State.OPEN) {
            breaker.transitionToHalfOpenState();
        }
    }

    AgentStatus.Circuit state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> AgentStatus.Circuit.OPEN;
            case HALF_OPEN -> AgentStatus.Circuit.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> AgentStatus.Circuit.CLOSED;
        };
    }

    /** What the breaker counts; never thrown. */
    private static final class PollFailedException extends Exception {

        private static final long serialVersionUID = 1L;

        PollFailedException() {
            super("poll failed", null, false, false);
        }
    }

    /** Time that nobody can set: with the wall clock, a step back would hold the circuit open. */
    private static final class MonotonicClock extends Clock {

        private final LongSupplier nanoTime;

        MonotonicClock(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanoTime.getAsLong());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
