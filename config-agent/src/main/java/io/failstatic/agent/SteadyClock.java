package io.failstatic.agent;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * The wall clock as it was at the start, moved on by a monotonic source: distances between its instants are right also when
 * the wall clock is set. <em>Thread-safe.</em>
 */
final class SteadyClock extends Clock {

    private final Clock wall;
    private final LongSupplier nanoTime;
    private final Instant start;
    private final long startNanos;

    SteadyClock(Clock wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.start = wall.instant();
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new SteadyClock(wall.withZone(zone), nanoTime);
    }
}
