package io.failstatic.agent;

import io.failstatic.agent.OrderOracle.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The order of an agent and what it has seen, without bytes: fast enough for a million histories. */
class OrderOnlyAgent implements OrderModel.Agent {

    private final BiFunction<@Nullable SnapshotId, SnapshotId, SnapshotOrder> order;
    private SeenSnapshots seen = SeenSnapshots.resume(AgentMemory.EMPTY, AgentVersion.CURRENT);
    private Instant now = Instant.EPOCH;
    private @Nullable SnapshotId applied;
    private @Nullable SnapshotId before;
    private boolean onProbation;

    OrderOnlyAgent(BiFunction<@Nullable SnapshotId, SnapshotId, SnapshotOrder> order) {
        this.order = order;
    }

    @Override
    public SnapshotId id(Offer offer) {
        return offer.id();
    }

    @Override
    public Verdict receive(Offer offer) {
        seen.giveSecondChances(now);
        SnapshotId id = offer.id();
        SnapshotOrder relation = order.apply(seen.highest(), id);
        RefusalCode refusal = relation.refusal();
        if (refusal != null) {
            return Verdict.valueOf(refusal.name());
        }
        if (id.equals(applied)) {
            return Verdict.NOTHING_TO_DO;
        }
        seen.met(id);
        if (seen.refusal(id.digest()) != null) {
            return Verdict.REFUSE_CONTENT;
        }
        if (!offer.valid()) {
            seen.refuse(refusal(id, RefusalCode.SCHEMA_INVALID));
            return Verdict.REFUSE_CONTENT;
        }
        before = applied;
        applied = id;
        onProbation = true;
        return Verdict.APPLY;
    }

    @Override
    public @Nullable SnapshotId applied() {
        return applied;
    }

    @Override
    public @Nullable SnapshotId highest() {
        return seen.highest();
    }

    @Override
    public boolean fallBack() {
        if (applied == null || !onProbation) {
            return false;
        }
        seen.refuse(refusal(applied, RefusalCode.PROBATION_FAILED));
        applied = before;
        onProbation = false;
        return true;
    }

    @Override
    public @Nullable SnapshotId restart(@Nullable Offer from, boolean memoryLost) {
        AgentMemory memory = memoryLost ? AgentMemory.EMPTY : seen.remember(null);
        seen = SeenSnapshots.resume(memory, AgentVersion.CURRENT);
        applied = null;
        onProbation = false;
        if (from != null) {
            applied = from.id();
            seen.found(applied);
        }
        return applied;
    }

    @Override
    public void pass(Duration time) {
        now = now.plus(time);
        onProbation = false;
    }

    private Refusal refusal(SnapshotId id, RefusalCode code) {
        return new Refusal(id.lineage(), id.epoch(), id.revision(), id.digest(), code, null, "", now);
    }
}
