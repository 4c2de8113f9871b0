package io.failstatic.control.freeze;

import io.failstatic.control.database.Database;
import io.failstatic.control.database.Rounds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private final Rounds rounds = new Rounds("frozen-state", EVERY, this::refresh);

    private volatile List<Freeze> known = List.of();

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
        rounds.start();
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    @Override
    public boolean isRunning() {
        return rounds.isRunning();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("control.freeze.active", this, FrozenState::active)
                .description("Active freezes")
                .register(registry);
    }
}
