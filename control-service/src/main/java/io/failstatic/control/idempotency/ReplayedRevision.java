package io.failstatic.control.idempotency;

import io.failstatic.control.change.Offer;
import io.failstatic.control.fleet.DesiredState;
import io.failstatic.control.ledger.Ledger;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/**
 * The promise that this service distributes a revision before it answers with it, for an answer that another service gave
 * first. Thread-safe.
 */
@Component
@RequiredArgsConstructor
class ReplayedRevision {

    private final DesiredState desired;
    private final Ledger ledger;
    private final Offer offer;

    void ensureServed(Answer answer) {
        Long epoch = answer.number("Config-Epoch");
        Long revision = answer.number("Config-Revision");
        if (epoch == null || revision == null) {
            return;
        }
        DesiredState.Desired served = desired.desired(Ledger.STABLE);
        boolean behind =
                served == null || served.epoch() < epoch || (served.epoch() == epoch && served.revision() < revision);
        if (behind) {
            ledger.head(Ledger.STABLE).ifPresent(offer::offer);
        }
    }
}
