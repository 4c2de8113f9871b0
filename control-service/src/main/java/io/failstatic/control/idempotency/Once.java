package io.failstatic.control.idempotency;

import io.failstatic.control.database.RequestTransaction;
import io.failstatic.control.database.SharedLocks;
import io.failstatic.control.ledger.Ledger;
import io.failstatic.control.ledger.Turn;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import lombok.RequiredArgsConstructor;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * Has equal requests take effect once: the first one's change and its answer are committed together, the others get that
 * answer. Thread-safe.
 */
@Component
@RequiredArgsConstructor
class Once {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final KeptAnswers kept;
    private final RequestTransaction transaction;
    private final SharedLocks locks;
    private final Ledger ledger;
    private final Turn turn;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<KeyedRequest.Name, Run> runs = new ConcurrentHashMap<>();

    /**
     * Makes an attempt, unless an equal request was answered before.
     *
     * @param attempt runs in a transaction that has locked the ledger; is made at most once
     * @return the earlier answer; empty when the attempt was made
     */
    Optional<Answer> unlessAnswered(KeyedRequest request, Attempt attempt) {
        long deadline = nanos.getAsLong() + PATIENCE.toNanos();
        while (true) {
            Optional<Answer> earlier = kept.find(request);
            if (earlier.isPresent()) {
                return earlier;
            }
            Run mine = new Run(request);
            Run other = runs.putIfAbsent(request.name(), mine);
            if (other != null) {
                other.await(request, deadline - nanos.getAsLong());
                continue;
            }
            Outcome outcome;
            try {
                outcome = turn.take(() -> transaction.execute(status -> make(request, attempt, status)));
            } finally {
                runs.remove(request.name());
                mine.end();
            }
            if (!outcome.elsewhere) {
                return outcome.earlier;
            }
            pauseUntil(deadline);
        }
    }

    private Outcome make(KeyedRequest request, Attempt attempt, TransactionStatus status) {
        if (!locks.tryLock(request.name().lockNumber())) {
            return Outcome.ELSEWHERE;
        }
        ledger.lock();
        Optional<Answer> earlier = kept.find(request);
        if (earlier.isPresent()) {
            return new Outcome(false, earlier);
        }
        Answer answer = attempt.make();
        if (!answer.isSuccess() || attempt.isTrial()) {
            status.setRollbackOnly();
        } else if (status.isRollbackOnly()) {
            throw new UnexpectedRollbackException("a part of the request was rolled back");
        } else {
            kept.keep(request, answer.withoutSecret());
        }
        return new Outcome(false, Optional.empty());
    }

    /** Another service is answering an equal request, and tells nobody when it is done. */
    private void pauseUntil(long deadline) {
        if (nanos.getAsLong() - deadline >= 0) {
            throw new KeyInUseException();
        }
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAcquireLockException("key: interrupted while waiting for it", e);
        }
    }

    /** The handling of a request. */
    interface Attempt {

        Answer make();

        /** Whether it was made on trial, and is to leave nothing behind. */
        boolean isTrial();
    }

    /** What became of a request: it is being answered elsewhere, was answered earlier, or was answered now. */
    private record Outcome(boolean elsewhere, Optional<Answer> earlier) {

        static final Outcome ELSEWHERE = new Outcome(true, Optional.empty());
    }
}
