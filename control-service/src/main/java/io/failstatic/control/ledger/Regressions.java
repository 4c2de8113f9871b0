package io.failstatic.control.ledger;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds the ledger against what the witnesses have seen. What one control service hears of is noted in the ledger, so that
 * every other one, and the same one after a restart, knows it too. Thread-safe.
 */
@Component
public class Regressions {

    private final Ledger ledger;
    private final ObjectProvider<Witness> witnesses;
    private final TransactionTemplate transaction;

    Regressions(Ledger ledger, ObjectProvider<Witness> witnesses, PlatformTransactionManager transactions) {
        this.ledger = ledger;
        this.witnesses = witnesses;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Refuses a change whose transaction has locked the ledger, while the ledger is set back.
     *
     * @throws RegressedException with the numbers
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireNone() {
        current().ifPresent(regression -> {
            throw new RegressedException(regression);
        });
    }

    /** Notes in the ledger what is known here, for whoever holds the lock and is about to begin an epoch. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Regression> note() {
        Optional<Regression> regression = current();
        regression.map(Regression::sighting).ifPresent(ledger::note);
        return regression;
    }

    /** Compares, and notes in the ledger what is new there. */
    public Optional<Regression> look() {
        Optional<Revision> stored = ledger.newest();
        Sighting heard = stored.map(this::highest).orElse(null);
        Optional<Regression> noted = ledger.regression();
        if (heard == null
                || noted.filter(known -> !heard.isAfter(known.sighting())).isPresent()) {
            return noted;
        }
        // An instance may have heard of a revision that was committed after the ledger was read: only under the lock
        // is it certain that the ledger is behind.
        return transaction.execute(status -> {
            ledger.lock();
            return note();
        });
    }

    private Optional<Regression> current() {
        Optional<Regression> noted = ledger.regression();
        return ledger.newest()
                .map(stored -> {
                    Sighting heard = highest(stored);
                    return heard == null
                                    || noted.filter(known -> !heard.isAfter(known.sighting()))
                                            .isPresent()
                            ? null
                            : new Regression(stored, heard);
                })
                .or(() -> noted);
    }

    private @Nullable Sighting highest(Revision stored) {
        return witnesses
                .orderedStream()
                .flatMap(witness -> witness.above(stored).stream())
                .reduce((one, other) -> other.isAfter(one) ? other : one)
                .orElse(null);
    }
}
