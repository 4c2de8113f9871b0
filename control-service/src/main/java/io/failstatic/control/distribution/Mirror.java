package io.failstatic.control.distribution;

import io.failstatic.control.snapshot.RenderedSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The copy of the stable head that agents find while no control service answers. Written on a thread of its own, after the
 * commit and at the start, looked after once in a while; a directory that fails is an alarm and never fails a change.
 * <i>Thread-safe.</i>
 */
@Slf4j
final class Mirror implements HealthIndicator, AutoCloseable {

    private static final Duration LOOK_AFTER = Duration.ofSeconds(30);
    private static final Duration BUSY = Duration.ofMillis(100);

    private final MirrorFile file;
    private final Heads heads;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "distribution-mirror"));
    private volatile @Nullable String failure;

    Mirror(MirrorFile file, Heads heads) {
        this.file = file;
        this.heads = heads;
    }

    void start() {
        heads.follow(head -> {
            if (head.snapshot().audience().equals(RenderedSnapshot.STABLE) && !thread.isShutdown()) {
                thread.execute(() -> publish(true));
            }
        });
        thread.execute(() -> publish(true));
        lookAfterLater();
    }

    /** Why the file is not what it should be; null when it is. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Always up, as all of this service's health: who is served does not depend on a mirror. */
    @Override
    public Health health() {
        String why = failure;
        Health.Builder health = Health.up().withDetail("upToDate", why == null);
        return (why == null ? health : health.withDetail("reason", why)).build();
    }

    private void lookAfterLater() {
        if (!thread.isShutdown()) {
            Future<?> unused = thread.schedule(
                    () -> {
                        try {
                            publish(false);
                        } finally {
                            lookAfterLater();
                        }
                    },
                    LOOK_AFTER.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void publish(boolean signs) {
        Head head = heads.find(RenderedSnapshot.STABLE);
        if (head == null || head.snapshot().signature() == null) {
            // What is not signed is nothing to leave lying about: it is signed as soon as the database has answered.
            return;
        }
        try {
            conclude(file.publish(head.snapshot(), signs), signs);
        } catch (IOException | RuntimeException e) {
            become(file.file() + " cannot be written: " + e);
        }
    }

    private void conclude(MirrorFile.Outcome outcome, boolean signs) {
        switch (outcome) {
            case WRITTEN, NOTHING_OLDER -> become(null);
            case BUSY -> {
                if (!thread.isShutdown()) {
                    Future<?> unused = thread.schedule(() -> publish(signs), BUSY.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            case OTHER_LINEAGE ->
                become(file.file() + " belongs to another history (expected: a directory of its own, or none of that"
                        + " file)");
            case EQUIVOCATION -> become(file.file() + " holds other bytes under the same revision");
        }
    }

    private void become(@Nullable String now) {
        String before = failure;
        failure = now;
        if (now != null && before == null) {
            log.error("The mirror is not kept up to date: {}", now);
        } else if (now == null && before != null) {
            log.info("The mirror is up to date again");
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("The last snapshot may not be in the mirror");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
