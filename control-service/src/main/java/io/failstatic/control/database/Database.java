package io.failstatic.control.database;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.SchemaValidationException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.flywaydb.core.Flyway;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The database as something that may come late: its schema is migrated and checked on a thread of its own, again and
 * again until that succeeds, while the rest of the service runs. <i>Thread-safe.</i>
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class Database implements SmartLifecycle {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(15);

    private final Flyway flyway;
    private final EntityManagerFactory entityManagers;
    private final ApplicationEventPublisher events;

    private final CountDownLatch firstAttempt = new CountDownLatch(1);
    private final Rounds attempts = new Rounds("database", PAUSE, this::attempt);
    private volatile boolean ready;
    private volatile boolean running;
    private boolean said;

    /** Whether the schema is in place; stays true when the database goes away later. */
    public boolean isReady() {
        return ready;
    }

    /** Fails unless the schema is in place. */
    public void requireReady() {
        if (!ready) {
            throw new DatabaseNotReadyException();
        }
    }

    /** Starts the attempts and waits for the end of the first one, so that a start beside a healthy database is whole. */
    @Override
    public void start() {
        running = true;
        attempts.start();
        try {
            if (!firstAttempt.await(FIRST_ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The database has not answered in {} s; starting without it", FIRST_ATTEMPT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() {
        try {
            prepare();
            ready = true;
            attempts.stop();
            if (said) {
                log.info("The database is there");
            }
        } catch (SchemaValidationException e) {
            log.error("The schema of the database is not the one of this version: {}", e.getMessage());
            said = true;
        } catch (RuntimeException e) {
            if (!said) {
                log.warn("The database is away: {}. Polls are served from disk; trying again", rootMessage(e));
                said = true;
            }
            log.debug("The database could not be prepared", e);
        } finally {
            firstAttempt.countDown();
        }
    }

    private void prepare() throws SchemaValidationException {
        flyway.migrate();
        entityManagers.getSchemaManager().validate();
        events.publishEvent(new DatabaseReady());
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void stop() {
        running = false;
        attempts.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before every listener. */
    @Override
    public int getPhase() {
        return 0;
    }
}
