package io.failstatic.control.change;

import io.failstatic.control.freeze.Freezes;
import io.failstatic.control.ledger.Ledger;
import io.failstatic.control.ledger.PublishedRevision;
import io.failstatic.control.ledger.Regression;
import io.failstatic.control.ledger.Regressions;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.ledger.Turn;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.request.IfMatch;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
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

    private final Turn turn;
    private final TransactionTemplate transaction;
    private final Ledger ledger;
    private final Regressions regressions;
    private final Freezes freezes;
    private final Resources resources;
    private final Writer writer;
    private final Renderer renderer;
    private final Offer offer;
    private final ObjectProvider<Guard> guards;
    private final SizeWarning sizeWarning;
    private final Impacts impacts;
    private final Clock clock;

    Transactions(
            PlatformTransactionManager transactions,
            Turn turn,
            Ledger ledger,
            Regressions regressions,
            Freezes freezes,
            Resources resources,
            Writer writer,
            Renderer renderer,
            Offer offer,
            ObjectProvider<Guard> guards,
            SizeWarning sizeWarning,
            Impacts impacts,
            Clock clock) {
        this.transaction = new TransactionTemplate(transactions);
        this.turn = turn;
        this.ledger = ledger;
        this.regressions = regressions;
        this.freezes = freezes;
        this.resources = resources;
        this.writer = writer;
        this.renderer = renderer;
        this.offer = offer;
        this.guards = guards;
        this.sizeWarning = sizeWarning;
        this.impacts = impacts;
        this.clock = clock;
    }

    /**
     * Makes one change: everything that {@code work} writes, as one revision.
     *
     * @param work decides, under the lock, what the change consists of, or throws what refuses it
     */
    <T> Committed<T> change(ChangeRequest request, Function<OpenChange, T> work) {
        return commit(request, () -> {
            regressions.requireNone();
            freezes.requireThawed(request, List.of());
            return make(request, work);
        });
    }

    /**
     * Begins a new epoch: the stored content at the next revision. No freeze stands in its way, and no regression: it is the
     * way out of one.
     *
     * @param record writes down what is about to be committed
     */
    Committed<RaisedEpoch> raiseEpoch(ChangeRequest request, Consumer<RaisedEpoch> record) {
        return commit(request, () -> {
            Regression regression = regressions.note().orElse(null);
            Revision newest = newest();
            requireSeen(request, newest.epoch());
            RaisedEpoch raised = new RaisedEpoch(newest, ledger.raiseEpoch(), regression);
            record.accept(raised);
            PublishedRevision published = publish(raised.revision(), now());
            return request.dryRun()
                    ? new Committed<>(newest, raised, null, Impact.NONE, warning(published))
                    : new Committed<>(raised.revision(), raised, published, null, warning(published));
        });
    }

    /** Whoever says which epoch they saw does not end another one. */
    private static void requireSeen(ChangeRequest request, long epoch) {
        new IfMatch(request.ifMatch().versions(), false).require(epoch, null);
    }

    private <T> Committed<T> commit(ChangeRequest request, Supplier<Committed<T>> work) {
        Committed<T> committed = turn.take(() -> transaction.execute(status -> {
            ledger.lock();
            if (request.dryRun()) {
                status.setRollbackOnly();
            }
            return work.get();
        }));
        if (committed.published() != null) {
            offer.offer(committed.published());
        }
        return committed;
    }

    /** Begins the history of a fresh database: its first revision holds nothing. */
    void begin() {
        Optional<PublishedRevision> first = transaction.execute(status -> ledger.begin(UUID.randomUUID())
                ? Optional.of(publish(ledger.advance(Map.of()), now()))
                : Optional.empty());
        first.ifPresent(offer::offer);
    }

    private <T> Committed<T> make(ChangeRequest request, Function<OpenChange, T> work) {
        Revision newest = newest();
        Revision next = ledger.next();
        Stamp stamp = new Stamp(next.number(), now(), request.actor(), request.reason());
        OpenChange change = new OpenChange(resources, writer, request, stamp);
        T result = work.apply(change);
        change.settle();
        freezes.requireThawed(request, Attempts.of(change));
        List<Mutation> mutations = change.mutations();
        if (mutations.isEmpty()) {
            return new Committed<>(newest, result, null, request.dryRun() ? Impact.NONE : null, null);
        }
        guards.orderedStream().forEach(guard -> guard.check(mutations, request.confirmation()));
        Revision revision = ledger.advance(removed(mutations));
        PublishedRevision published = publish(revision, stamp.at());
        return request.dryRun()
                ? new Committed<>(newest, result, null, impacts.of(mutations), warning(published))
                : new Committed<>(revision, result, published, null, warning(published));
    }

    private PublishedRevision publish(Revision revision, Instant at) {
        return ledger.publish(
                revision, Ledger.STABLE, at, renderer.render(revision, Ledger.STABLE, at, ledger.removals()));
    }

    private @Nullable String warning(PublishedRevision published) {
        return sizeWarning.of(published.rendering().json().length);
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
     * What a change has come to.
     *
     * @param revision the one it made, or the newest one when there was nothing to change
     * @param published null when there was nothing to change, and for a dry run
     * @param impact what a dry run would have done; null when it was none
     * @param warning what the caller should know besides; null when there is nothing
     */
    record Committed<T>(
            Revision revision,
            T result,
            @Nullable PublishedRevision published,
            @Nullable Impact impact,
            @Nullable String warning) {}
}
