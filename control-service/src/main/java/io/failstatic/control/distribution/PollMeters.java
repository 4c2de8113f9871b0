package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What is measured of distribution. <i>Thread-safe.</i> */
final class PollMeters {

    private final Map<Outcome, Timer> polls = new EnumMap<>(Outcome.class);

    PollMeters(MeterRegistry registry, Heads heads, WaitingPolls waiting) {
        for (Outcome outcome : Outcome.values()) {
            polls.put(
                    outcome,
                    Timer.builder("control.polls")
                            .description("Time to answer a poll, or to decide that it is held")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("control.waiting", waiting, WaitingPolls::size)
                .description("Polls that are held")
                .register(registry);
        gauge(
                registry,
                "control.revision",
                "The distributed revision",
                heads,
                head -> head.snapshot().revision());
        gauge(
                registry,
                "control.snapshot.size",
                "Size of the stable snapshot in bytes",
                heads,
                head -> head.snapshot().json().length);
    }

    private static void gauge(
            MeterRegistry registry, String name, String description, Heads heads, ToDoubleFunction<Head> value) {
        Gauge.builder(name, heads, each -> {
                    Head head = each.find(RenderedSnapshot.STABLE);
                    return head == null ? 0 : value.applyAsDouble(head);
                })
                .description(description)
                .register(registry);
    }

    void record(Outcome outcome, long nanos) {
        Timer timer = polls.get(outcome);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** What became of a poll. */
    enum Outcome {
        SNAPSHOT,
        UNCHANGED,
        HELD,
        REFUSED,
        UNAVAILABLE
    }
}
