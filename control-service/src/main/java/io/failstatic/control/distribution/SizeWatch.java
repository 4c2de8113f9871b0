package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.SnapshotLimit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.extern.slf4j.Slf4j;

/** Watches how far what is served is from the size that instances refuse. <i>Thread-safe.</i> */
@Slf4j
final class SizeWatch {

    private final SnapshotLimit limit;
    private final AtomicBoolean warned = new AtomicBoolean();

    SizeWatch(SnapshotLimit limit, Heads heads, MeterRegistry registry) {
        this.limit = limit;
        Gauge.builder("control.snapshot.fill", heads, this::fill)
                .description("Size of the stable snapshot as a part of the largest one that is published")
                .register(registry);
    }

    private double fill(Heads heads) {
        Head head = heads.find(RenderedSnapshot.STABLE);
        return head == null ? 0 : limit.fill(head.snapshot().json().length);
    }

    /** Looks at a head that is served from now on; says once that it has become large. */
    void look(Head head) {
        String warning = limit.of(head.snapshot().json().length);
        if (warning == null) {
            warned.set(false);
        } else if (!warned.getAndSet(true)) {
            log.warn("Revision {}: {}", head.revision(), warning);
        }
    }
}
