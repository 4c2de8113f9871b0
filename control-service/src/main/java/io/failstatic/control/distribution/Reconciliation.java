package io.failstatic.control.distribution;

import io.failstatic.control.database.Database;
import io.failstatic.control.fleet.Instances;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The comparison of what is served with what is stored, once a second: heals a lost offer, notices that the database has
 * gone away or come back, and never moves a head back. Confined to its own thread.
 */
@Slf4j
@RequiredArgsConstructor
final class Reconciliation implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration FIRST_ROUND = Duration.ofSeconds(3);
    private static final int ROUNDS_BETWEEN_TIDYING = 30;

    private final Database database;
    private final Snapshots snapshots;
    private final Heads heads;
    private final Instances instances;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "distribution-reconciliation"));

    /** Whether the next round must compare everything: at first, and after the database was away. */
    private boolean compareAll = true;

    /** Whether a round that nobody has waited for is due already. */
    private final AtomicBoolean hurried = new AtomicBoolean();

    private boolean saidAway;
    private boolean saidBehind;
    private int rounds;

    /** Begins, and waits a little for the first comparison, so that a start beside a healthy database serves its head. */
    void start() {
        Future<?> first = thread.submit(this::reconcile);
        try {
            first.get(FIRST_ROUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The first comparison goes on in the background", e);
        }
    }

    private void reconcile() {
        try {
            round();
        } finally {
            if (!thread.isShutdown()) {
                Future<?> unused = thread.schedule(this::reconcile, EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Compares as soon as possible instead of at the next second. Thread-safe; never waits. */
    void hurry() {
        if (!thread.isShutdown() && hurried.compareAndSet(false, true)) {
            thread.execute(() -> {
                hurried.set(false);
                round();
            });
        }
    }

    /** One comparison. Fails never. */
    void round() {
        if (++rounds % ROUNDS_BETWEEN_TIDYING == 0) {
            instances.forgetTheLost();
        }
        if (!database.isReady()) {
            return;
        }
        try {
            Head served = heads.find(RenderedSnapshot.STABLE);
            if (compareAll
                    || served == null
                    || snapshots
                            .newer(served.snapshot().epoch(), served.snapshot().revision())
                            .isPresent()) {
                snapshots.head(RenderedSnapshot.STABLE).ifPresent(this::offer);
            }
            compareAll = false;
            heads.withhold(null);
            if (saidAway) {
                log.info("The database is back");
                saidAway = false;
            }
        } catch (RuntimeException e) {
            compareAll = true;
            heads.withhold("The database is away.");
            if (!saidAway) {
                log.warn("The database is away; polls are answered from memory: {}", e.getMessage());
                saidAway = true;
            }
            log.debug("The stored head could not be read", e);
        }
    }

    private void offer(RenderedSnapshot stored) {
        Heads.Outcome outcome = heads.offer(stored);
        boolean behind = outcome == Heads.Outcome.EQUIVOCATION || (outcome == Heads.Outcome.OLDER && isBehind(stored));
        if (behind && !saidBehind) {
            Head served = heads.find(RenderedSnapshot.STABLE);
            log.error(
                    "The database holds revision {} of epoch {}, but {} of epoch {} has been served: was it restored from a"
                            + " backup? The served one is kept",
                    stored.revision(),
                    stored.epoch(),
                    served == null ? "" : served.revision(),
                    served == null ? "" : served.epoch());
        }
        saidBehind = behind;
    }

    /** A change may have been offered between the query and now: only a second look tells that the database is behind. */
    private boolean isBehind(RenderedSnapshot stored) {
        Optional<RenderedSnapshot> again = snapshots.head(RenderedSnapshot.STABLE);
        Head served = heads.find(RenderedSnapshot.STABLE);
        return again.isPresent()
                && served != null
                && again.get().revision() == stored.revision()
                && served.compareTo(again.get().epoch(), again.get().revision()) > 0;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
