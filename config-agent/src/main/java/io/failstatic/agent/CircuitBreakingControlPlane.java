package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Skipped;
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
 * A control plane behind a circuit breaker that opens after failures in a row and lets one poll try when it half-opens.
 *
 * <p>The schedule already spaces the polls; the breaker makes the state of the link visible, and holds back polls only where
 * somebody asks for them off the schedule.
 */
final class CircuitBreakingControlPlane implements ControlPlane {

    private final ControlPlane controlPlane;
    private final CircuitBreaker breaker;

    CircuitBreakingControlPlane(ControlPlane controlPlane, int failures, Duration open, LongSupplier nanoTime) {
        this.controlPlane = controlPlane;
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

    @Override
    public PollOutcome poll(PollReport report) throws InterruptedException {
        if (!breaker.tryAcquirePermission()) {
            return new Skipped();
        }
        boolean answered = false;
        try {
            PollOutcome outcome = controlPlane.poll(report);
            answered = outcome instanceof Fetched || outcome instanceof Unchanged || outcome instanceof TooLarge;
            return outcome;
        } finally {
            if (answered) {
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            } else {
                breaker.onError(0, TimeUnit.NANOSECONDS, new PollFailedException());
            }
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
