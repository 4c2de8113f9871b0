package io.failstatic.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the control plane was last heard of. Time since the start is taken from a monotonic source: a clock that is set
 * changes nothing. <em>Thread-safe.</em>
 */
final class Contact {

    /**
     * @param last wall-clock time of the last contact, null when there never was one
     * @param nanos when it was, or when the agent started
     * @param before how long ago it already was at {@code nanos}
     */
    private record State(@Nullable Instant last, long nanos, Duration before, boolean sinceStart, boolean failed) {}

    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile State state;

    Contact(Clock clock, LongSupplier nanoTime, @Nullable Instant earlier) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        Duration before = earlier == null ? Duration.ZERO : Duration.between(earlier, clock.instant());
        this.state =
                new State(earlier, nanoTime.getAsLong(), before.isNegative() ? Duration.ZERO : before, false, false);
    }

    void made() {
        state = new State(clock.instant(), nanoTime.getAsLong(), Duration.ZERO, true, false);
    }

    void failed() {
        State now = state;
        state = new State(now.last, now.nanos, now.before, now.sinceStart, true);
    }

    /** When the last contact was, also in an earlier process; null when never. */
    @Nullable
    Instant last() {
        return state.last;
    }

    /** Time since the last contact, null when there never was one. */
    @Nullable
    Duration staleness() {
        State now = state;
        return now.last == null ? null : elapsed(now);
    }

    /** Time since the last contact, or since the start when there never was one. */
    Duration silence() {
        return elapsed(state);
    }

    /** Whether a poll has failed and none has succeeded since the start. */
    boolean missedSinceStart() {
        State now = state;
        return now.failed && !now.sinceStart;
    }

    private Duration elapsed(State now) {
        return now.before.plusNanos(Math.max(0, nanoTime.getAsLong() - now.nanos));
    }
}
