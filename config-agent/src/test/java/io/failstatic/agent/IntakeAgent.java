package io.failstatic.agent;

import io.failstatic.agent.OrderOracle.Verdict;
import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything of an agent from the bytes that arrive to what is in force: digest, order, content, swap, probation. */
final class IntakeAgent implements OrderModel.Agent {

    private static final Duration PROBATION = Duration.ofSeconds(60);

    private final Map<Offer, Fetched> rendered;
    private final SnapshotVerifier verifier =
            new SnapshotVerifier(new SnapshotDecoder(), TrustedKeys.NONE, 1 << 20, configuration -> Optional.empty());
    private final MutableTime time = new MutableTime();
    private InForce inForce = new InForce(time.instant());
    private SeenSnapshots seen = SeenSnapshots.resume(AgentMemory.EMPTY, AgentVersion.CURRENT);
    private TrialRecord kept = TrialRecord.EMPTY;
    private Probation probation = probation(kept);
    private SnapshotIntake intake = intake();

    /** @param rendered offers that were rendered before, shared between agents */
    IntakeAgent(Map<Offer, Fetched> rendered) {
        this.rendered = rendered;
    }

    static Map<Offer, Fetched> rendering() {
        return new HashMap<>();
    }

    @Override
    public SnapshotId id(Offer offer) {
        return id(offer, rendered);
    }

    @Override
    public Verdict receive(Offer offer) {
        try {
            intake.giveSecondChances();
            probation.check();
            return switch (intake.receive(fetched(offer))) {
                case APPLIED -> Verdict.APPLY;
                case UNCHANGED, HELD -> Verdict.NOTHING_TO_DO;
                case REFUSED -> Verdict.REFUSE_CONTENT;
                case SPURIOUS -> Verdict.valueOf(intake.refused().code().name());
            };
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public @Nullable SnapshotId applied() {
        return inForce.applied().id();
    }

    @Override
    public @Nullable SnapshotId highest() {
        return seen.highest();
    }

    @Override
    public boolean fallBack() {
        try {
            return intake.condemn(inForce.applied().id(), "the host says so");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public @Nullable SnapshotId restart(@Nullable Offer from, boolean memoryLost) {
        AgentMemory memory = memoryLost
                ? AgentMemory.EMPTY
                : AgentMemory.decode(seen.remember(time.instant()).encode());
        TrialRecord record = TrialRecord.decode(kept.encode()).stopped();
        seen = SeenSnapshots.resume(memory, AgentVersion.CURRENT);
        inForce = new InForce(time.instant());
        if (from != null) {
            Decoding decoding = new SnapshotDecoder().decode(fetched(from).json());
            StoredSnapshot stored = new StoredSnapshot(id(from), ((Decoding.Decoded) decoding).content());
            inForce.swap(stored, Origin.DISK, time.instant());
            seen.found(stored.id());
            record = record.trying(stored.id());
        }
        probation = probation(record);
        intake = intake();
        return applied();
    }

    @Override
    public void pass(Duration passed) {
        time.pass(passed);
        probation.check();
    }

    private Probation probation(TrialRecord record) {
        kept = record;
        return new Probation(record, null, inForce, PROBATION, time, (next, wait) -> kept = next);
    }

    private SnapshotIntake intake() {
        return new SnapshotIntake(
                verifier,
                inForce,
                seen,
                probation,
                new Hold(),
                null,
                new Listeners(Duration.ofSeconds(1)),
                new AgentObserver() {},
                time,
                time);
    }

    private Fetched fetched(Offer offer) {
        return fetched(offer, rendered);
    }

    static Fetched fetched(Offer offer, Map<Offer, Fetched> rendered) {
        return rendered.computeIfAbsent(offer, IntakeAgent::render);
    }

    static SnapshotId id(Offer offer, Map<Offer, Fetched> rendered) {
        return new SnapshotId(
                offer.lineage(),
                offer.epoch(),
                offer.revision(),
                fetched(offer, rendered).announcement().digest());
    }

    private static Fetched render(Offer offer) {
        String json = new String(
                Published.of(offer.epoch(), offer.revision())
                        .lineage(offer.lineage())
                        .salt(offer.token())
                        .json(),
                StandardCharsets.UTF_8);
        byte[] bytes = (offer.valid() ? json : json.replace("\"version\": 1", "\"version\": -1"))
                .getBytes(StandardCharsets.UTF_8);
        return new Fetched(
                new Announcement(offer.lineage(), offer.epoch(), offer.revision(), Digest.of(bytes)), bytes, null);
    }
}
