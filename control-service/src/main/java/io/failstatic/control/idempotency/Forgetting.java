package io.failstatic.control.idempotency;

import io.failstatic.control.database.Database;
import io.failstatic.control.database.Rounds;
import io.failstatic.control.database.SharedLocks;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The removal of expired answers, in steps that hold no lock for long, by one service at a time. Thread-safe. */
@Component
class Forgetting implements SmartLifecycle {

    static final int STEP = 500;

    private static final Duration EVERY = Duration.ofMinutes(1);
    static final long LOCK = 0x6b65_7074_616e_7377L;

    private final Database database;
    private final SharedLocks locks;
    private final KeptAnswers kept;
    private final TransactionTemplate transaction;
    private final Rounds rounds = new Rounds("kept-answers", EVERY, this::forgetExpired);

    Forgetting(Database database, SharedLocks locks, KeptAnswers kept, PlatformTransactionManager transactions) {
        this.database = database;
        this.locks = locks;
        this.kept = kept;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Forgets what has expired, unless another service is at it; answers in how many steps. */
    int forgetExpired() {
        int steps = 0;
        while (database.isReady() && step() == STEP) {
            steps++;
        }
        return steps + 1;
    }

    private int step() {
        Integer forgotten = transaction.execute(status -> locks.tryLock(LOCK) ? kept.forget(STEP) : 0);
        return forgotten == null ? 0 : forgotten;
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
}
