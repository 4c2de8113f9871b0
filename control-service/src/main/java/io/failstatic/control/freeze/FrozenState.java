package io.failstatic.control.freeze;

import io.failstatic.control.database.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What is frozen, known without asking the database: refreshed by this service's own freezes at once, by those of others
 * within a second. For show only; the gate asks the database. Thread-safe.
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class FrozenState implements SmartLifecycle, MeterBinder {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Database database;
    private final StoredFreezes stored;
    private final Clock clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "frozen-state"));

    private volatile List<Freeze> known = List.of();
    private volatile boolean running;

    /** Whether any freeze is active. */
    public boolean isFrozen() {
        return active() > 0;
    }

    private long active() {
        Instant now = clock.instant();
        return known.stream().filter(freeze -> freeze.isActive(now)).count();
    }

    /** Asks the database; keeps what is known when that fails. */
    synchronized void refresh() {
        if (!database.isReady()) {
            return;
        }
        try {
            known = stored.active(clock.instant()).stream()
                    .map(FreezeRow::toFreeze)
                    .toList();
        } catch (RuntimeException e) {
            log.debug("The freezes could not be read", e);
        }
    }

    @Override
    public void start() {
        running = true;
        repeat();
    }

    private void repeat() {
        try {
            refresh();
        } finally {
            if (!thread.isShutdown()) {
                Future<?> unused = thread.schedule(this::repeat, EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("control.freeze.active", this, FrozenState::active)
                .description("Active freezes")
                .register(registry);
    }
}
