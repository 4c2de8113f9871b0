package io.failstatic.control.distribution;

import io.failstatic.control.fleet.DesiredState;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.ledger.Sighting;
import io.failstatic.control.ledger.Witness;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.SnapshotListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The head of each audience, in memory. Within a lineage a head only moves forward, whoever offers what in which order.
 * <i>Thread-safe; reading takes no lock.</i>
 */
@Slf4j
final class Heads implements SnapshotListener, DesiredState, Witness {

    private final ConcurrentHashMap<String, Head> heads = new ConcurrentHashMap<>();
    private final List<Consumer<Head>> followers = new CopyOnWriteArrayList<>();
    private volatile @Nullable String withheld = "The database is away.";

    /** Has someone told of every new head, on the thread that brought it. */
    void follow(Consumer<Head> follower) {
        followers.add(follower);
    }

    @Nullable
    Head find(String audience) {
        return heads.get(audience);
    }

    @Override
    public void offered(RenderedSnapshot snapshot) {
        offer(snapshot);
    }

    /** Takes a snapshot unless a newer one is served already, and tells what it did. */
    Outcome offer(RenderedSnapshot snapshot) {
        Head offered = new Head(snapshot);
        Outcome[] outcome = new Outcome[1];
        boolean[] replaced = new boolean[1];
        heads.compute(snapshot.audience(), (audience, served) -> {
            outcome[0] = judge(served, snapshot);
            replaced[0] =
                    served == null || outcome[0].replaces() || (outcome[0] == Outcome.SAME && signs(snapshot, served));
            return replaced[0] ? offered : served;
        });
        if (replaced[0]) {
            followers.forEach(follower -> follower.accept(offered));
        }
        return outcome[0];
    }

    /** The same bytes may come again with the signature of another key: they are served with that from now on. */
    private static boolean signs(RenderedSnapshot snapshot, Head served) {
        String signature = snapshot.signature();
        return signature != null && !signature.equals(served.snapshot().signature());
    }

    private static Outcome judge(@Nullable Head served, RenderedSnapshot snapshot) {
        if (served == null) {
            return Outcome.TAKEN;
        }
        if (!served.snapshot().lineage().equals(snapshot.lineage())) {
            log.warn(
                    "Serving another history: lineage {} replaces {}",
                    snapshot.lineage(),
                    served.snapshot().lineage());
            return Outcome.OTHER_LINEAGE;
        }
        int order = served.compareTo(snapshot.epoch(), snapshot.revision());
        if (order != 0) {
            return order < 0 ? Outcome.TAKEN : Outcome.OLDER;
        }
        return served.snapshot().digest().equals(snapshot.digest()) ? Outcome.SAME : Outcome.EQUIVOCATION;
    }

    @Override
    public @Nullable Desired desired(String audience) {
        Head head = heads.get(audience);
        return head == null ? null : head.desired();
    }

    @Override
    public @Nullable String withheld() {
        return withheld;
    }

    /** What this service has served, and kept on its disk, was published. */
    @Override
    public Optional<Sighting> above(Revision stored) {
        return heads.values().stream()
                .filter(head ->
                        head.snapshot().lineage().equals(stored.lineage().toString()))
                .filter(head -> head.compareTo(stored.epoch(), stored.number()) > 0)
                .max((one, other) ->
                        one.compareTo(other.snapshot().epoch(), other.snapshot().revision()))
                .map(head -> new Sighting(
                        head.snapshot().epoch(), head.snapshot().revision(), "this service, which has served it"));
    }

    /** Says why nothing can be published; null when everything can. */
    void withhold(@Nullable String reason) {
        withheld = reason;
    }

    /** What became of an offer. */
    enum Outcome {
        TAKEN,
        SAME,
        OLDER,
        EQUIVOCATION,
        OTHER_LINEAGE;

        boolean replaces() {
            return this == TAKEN || this == OTHER_LINEAGE;
        }
    }
}
