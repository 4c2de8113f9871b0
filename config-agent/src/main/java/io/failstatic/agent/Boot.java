package io.failstatic.agent;

import io.failstatic.agent.OperatorOrder.Verb;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process finds when it starts, before any network: it counts the death of the one before, gives up the candidate
 * that has cost too many, and picks what to serve. <em>Immutable once made.</em>
 *
 * @param start what is served first
 * @param before what to fall back to from it, null when it needs no probation or there is nothing
 * @param trial the trials so far, with what is served first noted in it
 */
record Boot(
        AgentMemory memory,
        SeenSnapshots seen,
        SnapshotLayers.Start start,
        @Nullable StoredSnapshot before,
        TrialRecord trial) {

    private static final Logger log = LoggerFactory.getLogger(Boot.class);

    /** @param order what an operator wants, null when nothing */
    static Boot of(
            @Nullable DiskSnapshots disk,
            AgentSettings settings,
            SnapshotDecoder decoder,
            Clock clock,
            @Nullable OperatorOrder order) {
        if (disk == null) {
            SnapshotLayers.Start start = new SnapshotLayers(null, decoder, settings).start(id -> true);
            return new Boot(
                    AgentMemory.EMPTY,
                    SeenSnapshots.resume(AgentMemory.EMPTY, AgentVersion.CURRENT),
                    start,
                    null,
                    TrialRecord.EMPTY);
        }
        AgentMemory memory = disk.memory();
        SeenSnapshots seen = SeenSnapshots.resume(memory, AgentVersion.CURRENT);
        TrialRecord found = disk.trial();
        SnapshotId deadly = found.deadly();
        if (deadly != null) {
            log.error(
                    "revision {} (epoch {}): {} processes died while trying it, it is abandoned",
                    deadly.revision(),
                    deadly.epoch(),
                    TrialRecord.MOST_DEATHS);
            seen.abandon(deadly, abandoned(deadly, clock));
            // Before the count is dropped, or a crash between the two would begin the trial anew.
            disk.write(seen.remember(memory.lastContact()), true);
        }
        if (order != null && order.verb() == Verb.FORGET) {
            seen.forget(order.argument());
        }
        Trial trial = new Trial(disk, seen, found);
        trial.become(found.resumed());
        SnapshotLayers layers = new SnapshotLayers(disk, decoder, settings);
        StoredSnapshot pinned = order == null || order.verb() != Verb.PIN ? null : disk.named(order, trial::admits);
        SnapshotLayers.Start start =
                pinned == null ? layers.start(trial::admits) : new SnapshotLayers.Start(pinned, false, false);
        StoredSnapshot stored = start.stored();
        if (stored == null || start.shipped()) {
            trial.become(trial.record.stopped());
            return new Boot(memory, seen, start, null, trial.record);
        }
        seen.found(stored.id());
        StoredSnapshot before = trial.record.running() == null
                ? null
                : layers.start(id -> !id.equals(stored.id())
                                && seen.refusal(id.digest()) == null
                                && (pinned == null || stored.id().isAbove(id)))
                        .stored();
        return new Boot(memory, seen, start, before, trial.record);
    }

    /** The name that was configured, else the one kept on disk, else one made now. */
    static String instanceId(@Nullable DiskSnapshots disk, AgentSettings settings) {
        if (settings.instanceId() != null) {
            return settings.instanceId();
        }
        String candidate = UUID.randomUUID().toString();
        return disk == null ? candidate : disk.instanceId(candidate);
    }

    private static Refusal abandoned(SnapshotId id, Clock clock) {
        return new Refusal(
                id.lineage(),
                id.epoch(),
                id.revision(),
                id.digest(),
                RefusalCode.PROBATION_FAILED,
                null,
                TrialRecord.MOST_DEATHS + " processes died while trying it",
                clock.instant());
    }

    /** The record while a start is on its way: on disk before a snapshot is even decoded. */
    private static final class Trial {

        private final DiskSnapshots disk;
        private final SeenSnapshots seen;
        private TrialRecord record;

        Trial(DiskSnapshots disk, SeenSnapshots seen, TrialRecord record) {
            this.disk = disk;
            this.seen = seen;
            this.record = record;
        }

        boolean admits(SnapshotId id) {
            if (seen.refusal(id.digest()) != null) {
                log.warn("generation {}.{}: was refused, not started from", id.epoch(), id.revision());
                return false;
            }
            become(record.trying(id));
            return true;
        }

        void become(TrialRecord next) {
            if (!Objects.equals(next, record)) {
                record = next;
                disk.write(next);
            }
        }
    }
}
