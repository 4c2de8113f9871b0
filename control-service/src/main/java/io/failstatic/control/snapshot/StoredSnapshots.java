package io.failstatic.control.snapshot;

import io.failstatic.control.change.Offer;
import io.failstatic.control.database.RequestTransaction;
import io.failstatic.control.ledger.Ledger;
import io.failstatic.control.ledger.PublishedRevision;
import io.failstatic.control.ledger.Revision;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Hands out what the ledger has stored: on request, and each new revision to the listeners. Thread-safe. */
@Slf4j
@Component
@RequiredArgsConstructor
class StoredSnapshots implements Snapshots, Offer {

    private final Ledger ledger;
    private final RequestTransaction transaction;
    private final ObjectProvider<SnapshotListener> listeners;

    @Override
    public Optional<RenderedSnapshot> head(String audience) {
        return ledger.head(audience).map(StoredSnapshots::toSnapshot);
    }

    @Override
    public Optional<Revision> newer(long epoch, long revision) {
        return ledger.newest().filter(newest -> newest.isAfter(epoch, revision));
    }

    @Override
    public void offer(PublishedRevision revision) {
        transaction.afterCommit(() -> offer(toSnapshot(revision)));
    }

    private void offer(RenderedSnapshot snapshot) {
        listeners.orderedStream().forEach(listener -> {
            try {
                listener.offered(snapshot);
            } catch (RuntimeException e) {
                // The change is committed; whoever missed it here finds it by asking.
                log.error("Revision {} could not be offered", snapshot.revision(), e);
            }
        });
    }

    private static RenderedSnapshot toSnapshot(PublishedRevision published) {
        Revision revision = published.revision();
        return new RenderedSnapshot(
                revision.lineage().toString(),
                revision.epoch(),
                revision.number(),
                published.audience(),
                published.rendering().digest(),
                published.rendering().signature(),
                published.publishedAt(),
                published.rendering().json(),
                published.rendering().gzip());
    }
}
