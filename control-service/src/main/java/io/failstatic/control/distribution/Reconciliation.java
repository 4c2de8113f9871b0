package io.failstatic.control.distribution;

import io.failstatic.control.database.Database;
import io.failstatic.control.fleet.Instances;
import io.failstatic.control.ledger.Regression;
import io.failstatic.control.ledger.Regressions;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The comparison of what is served with what is stored, once a second: heals a lost offer, notices that the database has
 * gone away, come back or been set back, and never moves a head back. Confined to its own thread.
 */
@Slf4j
@RequiredArgsConstructor
final class Reconciliation implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration FIRST_ROUND = Duration.ofSeconds(3);
    private static final int ROUNDS_BETWEEN_TIDYING = 30;

    private final Database database;
    private final Snapshots snapshots;
    private final Regressions regressions;
    private final Heads heads;
    private final Instances instances;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "distribution-reconciliation"));

    /** Whether the next round must compare everything: at first, and after the database was away. */
    private boolean compareAll = true;

    /** Whether a round that nobody has waited for is due already. */
    private final AtomicBoolean hurried = new AtomicBoolean();

    private boolean saidAway;
    private boolean saidForked;
    private volatile boolean regressed;
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

    /** A head has moved: whoever has begun an epoch should not be told for a second longer that nothing is published. */
    void lookAgain() {
        if (regressed) {
            hurry();
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
            look();
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

    /** A head that is not taken because it is older is told of as a regression. */
    private void offer(RenderedSnapshot stored) {
        boolean forked = heads.offer(stored) == Heads.Outcome.EQUIVOCATION;
        if (forked && !saidForked) {
            log.error(
                    "The database holds revision {} of epoch {} with other content than has been served: was it restored"
                            + " from a backup? The served one is kept until the next change",
                    stored.revision(),
                    stored.epoch());
        }
        saidForked = forked;
    }

    /** Holds what is stored against what was ever heard of, and stops publishing when it has been set back. */
    private void look() {
        Regression regression = regressions.look().orElse(null);
        heads.withhold(regression == null ? null : regression.message());
        if (regression != null && !regressed) {
            log.error("Publishing has stopped: {}", regression.message());
        } else if (regression == null && regressed) {
            log.warn("Publishing goes on: the database is no longer behind what instances have seen");
        }
        regressed = regression != null;
    }

    /** Whether publishing has stopped because the database was set back. Thread-safe. */
    boolean isRegressed() {
        return regressed;
    }

    /** Lets the round at hand finish: an interrupt would close the files of the embedded database. */
    @Override
    public void close() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.shutdown();
    }
}
