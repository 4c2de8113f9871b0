package io.failstatic.agent;

import io.failstatic.agent.OperatorOrder.Verb;
import io.failstatic.agent.PinFile.Reading;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person may have one agent do against the control plane's will, or its own. A pin lasts over restarts, in the file
 * {@code PIN} of the cache directory; the file alone does the same. <em>Thread-safe.</em>
 *
 * <p>The calls wait for the disk, for five seconds at most each: they are not for the path of a request.
 */
public final class Operator {

    private static final Logger log = LoggerFactory.getLogger(Operator.class);

    private final InForce inForce;
    private final SeenSnapshots seen;
    private final SnapshotIntake intake;
    private final Hold hold;
    private final @Nullable DiskSnapshots disk;
    private final KnownPinFile file;
    private final DiskCalls diskCalls;
    private final Clock clock;
    private final Runnable remember;
    private final Runnable pollNow;
    private final AtomicBoolean busy = new AtomicBoolean();

    Operator(
            InForce inForce,
            SeenSnapshots seen,
            SnapshotIntake intake,
            Hold hold,
            @Nullable DiskSnapshots disk,
            KnownPinFile file,
            DiskCalls diskCalls,
            Clock clock,
            Runnable remember,
            Runnable pollNow) {
        this.inForce = inForce;
        this.seen = seen;
        this.intake = intake;
        this.hold = hold;
        this.disk = disk;
        this.file = file;
        this.diskCalls = diskCalls;
        this.clock = clock;
        this.remember = remember;
        this.pollNow = pollNow;
    }

    /** Holds this process at the snapshot in force until it is unpinned; the agent polls and reports as before. */
    public Pin pin(String reason) {
        return carryOut(OperatorOrder.pin(null, reason));
    }

    /**
     * Holds this process at a generation of its disk until it is unpinned.
     *
     * @param generation {@code 42}, {@code 1.42} or a digest
     * @throws IllegalArgumentException when there is no such generation that can be served
     */
    public Pin pin(String generation, String reason) {
        if (!OperatorOrder.isGeneration(generation)) {
            throw new IllegalArgumentException("generation: " + generation + " (expected: 42, 1.42 or a digest)");
        }
        return carryOut(OperatorOrder.pin(generation, reason));
    }

    /**
     * Follows the control plane again, from the next poll on.
     *
     * @return false when nothing was pinned
     * @throws IllegalStateException when the file cannot be removed: the next start would pin again
     */
    public synchronized boolean unpin() {
        if (hold.pin() == null) {
            return false;
        }
        if (file.isThere() && !file.write(null)) {
            throw new IllegalStateException("PIN: cannot be removed (expected: a cache directory that can be written)");
        }
        release();
        return true;
    }

    /**
     * Gives all refused snapshots another chance with the next poll.
     *
     * @return how many there were
     */
    public int forget() {
        return forgetRefusals(null);
    }

    /**
     * Gives a refused snapshot another chance with the next poll.
     *
     * @return false when it was not refused
     */
    public boolean forget(String digest) {
        return forgetRefusals(digest) > 0;
    }

    /**
     * Lets one snapshot of the history in whose refusal stands, whatever its numbers say, and follows that history then.
     *
     * @return the lineage
     * @throws IllegalStateException when no snapshot stands refused for its history or its number, or the agent is pinned
     */
    public String adopt() {
        Refusal refused = intake.refused();
        if (refused == null || !isAboutOrder(refused.code())) {
            throw new IllegalStateException(
                    "lineage: none (expected: one, for no snapshot stands refused for its order)");
        }
        adopt(refused.lineage());
        return refused.lineage();
    }

    /**
     * Lets one snapshot of a history in, whatever its numbers say, and follows that history then. Digest, signature and
     * content are checked as always. The word is kept by this process only, until such a snapshot arrives.
     *
     * @throws IllegalStateException when the agent is pinned
     */
    public synchronized void adopt(String lineage) {
        if (hold.pin() != null) {
            throw new IllegalStateException("pinned (expected: unpinned before another history is adopted)");
        }
        seen.adopt(lineage);
        log.warn("the next snapshot of lineage {} is adopted, whatever was seen before", lineage);
        pollNow.run();
    }

    /** What is pinned, null when nothing is. */
    public @Nullable Pin pinned() {
        return hold.pin();
    }

    /** The lineage of which the next snapshot is let in, null when there is none. */
    public @Nullable String adopting() {
        return seen.adopting();
    }

    /** Refusals that are remembered, oldest first. */
    public List<Refusal> refusals() {
        return seen.refusals();
    }

    /** What the file wants at a start, null when there is none that can be read. */
    static @Nullable OperatorOrder orderOf(@Nullable PinFile file) {
        Reading reading = file == null ? null : file.read();
        return reading == null || reading.finding() != PinFile.Finding.TEXT
                ? null
                : OperatorOrder.parse(reading.text());
    }

    /** Looks whether the file says something new, and has it done on a thread of its own. Run by the disk's thread. */
    void watch() {
        if (!file.hasNews() || busy.getAndSet(true)) {
            return;
        }
        AgentThreads.named("config-agent-operator")
                .newThread(() -> {
                    try {
                        obey();
                    } catch (RuntimeException | Error e) {
                        log.error("{} could not be obeyed", PinFile.NAME, e);
                    } finally {
                        busy.set(false);
                    }
                })
                .start();
    }

    /** Does what the file says, if that is new. */
    synchronized void obey() {
        Reading news = file.news();
        if (news == null) {
            return;
        }
        switch (news.finding()) {
            case UNREADABLE -> {
                log.error("{}: not obeyed (expected: a file that only its owner may write to)", PinFile.NAME);
                hold.misunderstand();
            }
            case NONE -> release();
            default -> obey(OperatorOrder.parse(news.text()));
        }
    }

    private void obey(OperatorOrder order) {
        if (order.verb() == Verb.PIN) {
            obeyPin(order);
            return;
        }
        if (order.verb() == Verb.UNCLEAR) {
            freeze(order.reason());
            return;
        }
        // Removed first: an order that stays would be given again and again.
        if (!file.write(null)) {
            freeze("an order that cannot be removed: " + order.verb());
            return;
        }
        release();
        try {
            switch (order.verb()) {
                case FORGET -> forgetRefusals(order.argument());
                case ADOPT -> {
                    if (order.argument() == null) {
                        adopt();
                    } else {
                        adopt(order.argument());
                    }
                }
                default -> log.debug("unpinned by the file");
            }
        } catch (IllegalStateException e) {
            log.error("{}: {}", PinFile.NAME, e.getMessage());
        }
    }

    private void obeyPin(OperatorOrder order) {
        try {
            Pin pin = hold(order);
            if (order.since() == null && !file.complete(OperatorOrder.textOf(pin))) {
                log.warn("{}: obeyed, but what it means could not be written into it", PinFile.NAME);
            }
        } catch (IllegalArgumentException e) {
            freeze(e.getMessage() == null ? "" : e.getMessage());
        }
    }

    /** Somebody wants something that cannot be had: until it is clear what, nothing moves. */
    private void freeze(String why) {
        log.error("{}: {}; nothing new is applied until the file is corrected or removed", PinFile.NAME, why);
        hold(null, clock.instant(), why, true);
    }

    private synchronized Pin carryOut(OperatorOrder order) {
        Pin pin = hold(order);
        if (!file.write(OperatorOrder.textOf(pin))) {
            log.warn("pinned for this process only: {} cannot be written", PinFile.NAME);
        }
        return pin;
    }

    private Pin hold(OperatorOrder order) {
        Instant since = Objects.requireNonNullElse(order.since(), clock.instant());
        StoredSnapshot target = order.argument() == null || namesInForce(order) ? null : find(order);
        return hold(target, since, order.reason(), false);
    }

    private Pin hold(@Nullable StoredSnapshot target, Instant since, String reason, boolean misunderstood) {
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

    private void release() {
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

    private int forgetRefusals(@Nullable String digest) {
        int forgotten = intake.forget(digest);
        log.warn("{} refused snapshots get another chance", forgotten);
        // Also when there is none: a start has forgotten what is still on disk.
        remember.run();
        pollNow.run();
        return forgotten;
    }

    private static boolean isAboutOrder(RefusalCode code) {
        return switch (code) {
            case FOREIGN_LINEAGE, STALE_REVISION, EQUIVOCATION, REVISION_JUMP -> true;
            default -> false;
        };
    }
}
