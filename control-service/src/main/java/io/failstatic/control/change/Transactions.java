package io.failstatic.control.change;

import io.failstatic.control.ledger.Ledger;
import io.failstatic.control.ledger.PublishedRevision;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.resource.Stamp;
import io.failstatic.control.resource.StoredResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The transaction of a change: the ledger is locked first, then the change is judged against what is stored, then
 * everything is written, or nothing. What it published is offered after the commit. Thread-safe.
 */
@Component
class Transactions {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Turn turn = new Turn(PATIENCE);
    private final TransactionTemplate transaction;
    private final Ledger ledger;
    private final Writer writer;
    private final Renderer renderer;
    private final Offer offer;
    private final ObjectProvider<Guard> guards;
    private final Clock clock;

    Transactions(
            PlatformTransactionManager transactions,
            Ledger ledger,
            Writer writer,
            Renderer renderer,
            Offer offer,
            ObjectProvider<Guard> guards,
            Clock clock) {
        this.transaction = new TransactionTemplate(transactions);
        this.ledger = ledger;
        this.writer = writer;
        this.renderer = renderer;
        this.offer = offer;
        this.guards = guards;
        this.clock = clock;
    }

    /**
     * Makes one change.
     *
     * @param judgement decides, under the lock, what the change consists of, or throws what refuses it
     */
    Changed change(ChangeRequest request, Supplier<Judgement> judgement) {
        Committed committed = turn.take(() -> transaction.execute(status -> {
            ledger.lock();
            Judgement judged = judgement.get();
            return judged.mutation() == null
                    ? new Committed(new Changed(newest(), judged.stored(), null), null)
                    : write(judged.mutation(), request);
        }));
        if (committed.published() != null) {
            offer.offer(committed.published());
        }
        return committed.changed();
    }

    /** Begins the history of a fresh database: its first revision holds nothing. */
    void begin() {
        Optional<PublishedRevision> first = transaction.execute(status -> ledger.begin(UUID.randomUUID())
                ? Optional.of(publish(ledger.advance(Map.of()), now()))
                : Optional.empty());
        first.ifPresent(offer::offer);
    }

    private Committed write(Mutation mutation, ChangeRequest request) {
        List<Mutation> mutations = List.of(mutation);
        guards.orderedStream().forEach(guard -> guard.check(mutations));
        Revision revision = ledger.advance(removed(mutations));
        Instant at = now();
        Stamp stamp = new Stamp(revision.number(), at, request.actor(), request.reason());
        Writer.Written written = writer.write(mutation, request, stamp);
        return new Committed(new Changed(revision, written.resource(), written.issuedKey()), publish(revision, at));
    }

    private PublishedRevision publish(Revision revision, Instant at) {
        return ledger.publish(
                revision, Ledger.STABLE, at, renderer.render(revision, Ledger.STABLE, at, ledger.removals()));
    }

    private static Map<String, Integer> removed(List<Mutation> mutations) {
        return mutations.stream()
                .filter(Mutation.Removal.class::isInstance)
                .collect(Collectors.toMap(mutation -> mutation.ref().kind().path(), mutation -> 1, Integer::sum));
    }

    private Revision newest() {
        return ledger.newest()
                .orElseThrow(() -> new IllegalStateException("revision: none (expected: an initialised ledger)"));
    }

    /** The database keeps microseconds; what is answered must be what is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * What a change consists of.
     *
     * @param mutation null when there is nothing to change
     * @param stored what there is already
     */
    record Judgement(@Nullable Mutation mutation, @Nullable StoredResource stored) {

        static Judgement change(Mutation mutation) {
            return new Judgement(mutation, null);
        }

        static Judgement nothing(StoredResource stored) {
            return new Judgement(null, stored);
        }
    }

    private record Committed(Changed changed, @Nullable PublishedRevision published) {}
}
