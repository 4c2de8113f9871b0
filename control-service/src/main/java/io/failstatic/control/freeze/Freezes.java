package io.failstatic.control.freeze;

import io.failstatic.control.request.ChangeRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The gate that every change passes. Thread-safe. */
@Component
@RequiredArgsConstructor
public class Freezes {

    private static final Comparator<Freeze> BY_END =
            Comparator.comparing(Freeze::until, Comparator.nullsLast(Comparator.naturalOrder()));

    private final StoredFreezes stored;
    private final Clock clock;

    /**
     * Lets a change through, or not. Must be asked within the change's transaction, which has locked the ledger: then the
     * change is entirely before a freeze or entirely after it.
     *
     * @param attempts what the change consists of; empty while that is not known, when only a freeze of everything refuses
     * @throws FrozenException when a freeze refuses it, and the request does not override that
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireThawed(ChangeRequest request, List<Attempt> attempts) {
        if (request.breakGlass() || request.dryRun()) {
            return;
        }
        Instant now = clock.instant();
        stored.active(now).stream()
                .map(FreezeRow::toFreeze)
                .filter(freeze -> freeze.isFull() || attempts.stream().anyMatch(freeze::covers))
                .max(BY_END)
                .ifPresent(freeze -> {
                    throw new FrozenException(freeze, freeze.secondsLeft(now));
                });
    }
}
