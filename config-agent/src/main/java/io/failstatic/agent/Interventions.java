package io.failstatic.agent;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an order of an operator does to a running agent, however it was given. <em>Guarded by the {@link Operator}.</em> */
final class Interventions {

    private static final Logger log = LoggerFactory.getLogger(Interventions.class);

    private final InForce inForce;
    private final SeenSnapshots seen;
    private final SnapshotIntake intake;
    private final Hold hold;
    private final @Nullable DiskSnapshots disk;
    private final DiskCalls diskCalls;
    private final Clock clock;
    private final Runnable remember;
    private final Runnable pollNow;

    Interventions(
            InForce inForce,
            SeenSnapshots seen,
            SnapshotIntake intake,
            Hold hold,
            @Nullable DiskSnapshots disk,
            DiskCalls diskCalls,
            Clock clock,
            Runnable remember,
            Runnable pollNow) {
        this.inForce = inForce;
        this.seen = seen;
        this.intake = intake;
        this.hold = hold;
        this.disk = disk;
        this.diskCalls = diskCalls;
        this.clock = clock;
        this.remember = remember;
        this.pollNow = pollNow;
    }

    /** @throws IllegalArgumentException when what the order names cannot be served */
    Pin pin(OperatorOrder order) {
        Instant since = Objects.requireNonNullElse(order.since(), clock.instant());
        StoredSnapshot target = order.argument() == null || namesInForce(order) ? null : find(order);
        return pin(target, since, order.reason(), false);
    }

    /** Somebody wants something that cannot be had: until it is clear what, nothing moves. */
    void freeze(String why) {
        log.error("{}: {}; nothing new is applied until the file is corrected or removed", PinFile.NAME, why);
        pin(null, clock.instant(), why, true);
    }

    /** An order is there that cannot even be read: it changes nothing but what the status says. */
    void misunderstand() {
        log.error("{}: not obeyed (expected: a file that only its owner may write to)", PinFile.NAME);
        hold.misunderstand();
    }

    void release() {
        boolean held = hold.pin() != null;
        hold.release();
        if (disk != null) {
            disk.protectPinned(null);
        }
        if (held) {
            log.warn("unpinned");
            pollNow.run();
        }
    }

    /** @param digest null for all */
    int forget(@Nullable String digest) {
        int forgotten = intake.forget(digest);
        log.warn("{} refused snapshots get another chance", forgotten);
        // Also when there is none: a start has forgotten what is still on disk.
        remember.run();
        pollNow.run();
        return forgotten;
    }

    /** @throws IllegalStateException when no snapshot stands refused for its order, or the agent is pinned */
    String adopt() {
        Refusal refused = intake.refused();
        if (refused == null || !isAboutOrder(refused.code())) {
            throw new IllegalStateException(
                    "lineage: none (expected: one, for no snapshot stands refused for its order)");
        }
        adopt(refused.lineage());
        return refused.lineage();
    }

    /** @throws IllegalStateException when the agent is pinned */
    void adopt(String lineage) {
        if (hold.pin() != null) {
            throw new IllegalStateException("pinned (expected: unpinned before another history is adopted)");
        }
        seen.adopt(lineage);
        log.warn("the next snapshot of lineage {} is adopted, whatever was seen before", lineage);
        pollNow.run();
    }

    private Pin pin(@Nullable StoredSnapshot target, Instant since, String reason, boolean misunderstood) {
        seen.adopt(null);
        try {
            Pin pin = intake.pin(target, since, reason, misunderstood);
            if (disk != null) {
                disk.protectPinned(inForce.applied().id());
            }
            remember.run();
            return pin;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private boolean namesInForce(OperatorOrder order) {
        SnapshotId id = inForce.applied().id();
        return id == null
                ? order.names(0, 0, "")
                : order.names(id.epoch(), id.revision(), Digest.shortHex(id.digest()));
    }

    private StoredSnapshot find(OperatorOrder order) {
        DiskSnapshots generations = disk;
        StoredSnapshot found = generations == null
                ? null
                : diskCalls.call(() -> generations.named(order, id -> seen.refusal(id.digest()) == null));
        if (found == null) {
            throw new IllegalArgumentException("generation: " + order.argument()
                    + " (expected: one on disk that is not refused; a refused one is to be forgotten first)");
        }
        return found;
    }

    private static boolean isAboutOrder(RefusalCode code) {
        return switch (code) {
            case FOREIGN_LINEAGE, STALE_REVISION, EQUIVOCATION, REVISION_JUMP -> true;
            default -> false;
        };
    }
}
