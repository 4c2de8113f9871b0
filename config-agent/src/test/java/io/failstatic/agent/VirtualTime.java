package io.failstatic.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Time that jumps from one planned event to the next, on the calling thread. */
final class VirtualTime extends Clock implements LongSupplier {

    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Instant start = Instant.parse("2026-11-20T10:00:00Z");
    private long now;
    private long number;

    void in(Duration delay, Runnable action) {
        events.add(new Event(now + Math.max(0, delay.toNanos()), number++, action));
    }

    /** Plans an event for a time since the start. */
    void at(Duration time, Runnable action) {
        in(time.minusNanos(now), action);
    }

    void runUntil(Duration end) {
        while (!events.isEmpty() && events.peek().at() <= end.toNanos()) {
            Event next = events.remove();
            now = next.at();
            next.action().run();
        }
        now = end.toNanos();
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    @Override
    public long getAsLong() {
        return now;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(now);
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
