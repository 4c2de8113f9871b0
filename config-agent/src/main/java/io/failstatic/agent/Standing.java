package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.State;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an agent stands, as its host and as its control plane hear it. <em>Thread-safe.</em> */
final class Standing {

    private final AgentSettings settings;
    private final String instanceId;
    private final boolean shippedUnusable;
    private final InForce inForce;
    private final SeenSnapshots seen;
    private final Contact contact;
    private final Schedule schedule;
    private final SnapshotIntake intake;
    private final Probation probation;
    private final Hold hold;
    private final @Nullable DiskSnapshots disk;
    private final TrafficReports traffic = new TrafficReports();
    private final HostName host = new HostName();

    Standing(
            AgentSettings settings,
            String instanceId,
            boolean shippedUnusable,
            InForce inForce,
            SeenSnapshots seen,
            Contact contact,
            Schedule schedule,
            SnapshotIntake intake,
            Probation probation,
            Hold hold,
            @Nullable DiskSnapshots disk) {
        this.settings = settings;
        this.instanceId = instanceId;
        this.shippedUnusable = shippedUnusable;
        this.inForce = inForce;
        this.seen = seen;
        this.contact = contact;
        this.schedule = schedule;
        this.intake = intake;
        this.probation = probation;
        this.hold = hold;
        this.disk = disk;
    }

    /** What the host says of its own traffic, to be passed on. */
    TrafficReports traffic() {
        return traffic;
    }

    /** What the host hears. */
    AgentStatus status(PollCircuit circuit, Poller poller, PollLoop loop) {
        Snapshot snapshot = inForce.snapshot();
        Refusal refused = intake.refused();
        List<Reason> reasons = reasons(snapshot, refused);
        return new AgentStatus(
                state(reasons),
                Degradation.sync(snapshot.origin(), reasons),
                snapshot,
                instanceId,
                contact.last(),
                contact.staleness(),
                circuit.state(),
                refused,
                reasons,
                Degradation.alarms(poller, loop, disk, shippedUnusable, hold, snapshot),
                disk == null ? Disk.NONE : disk.condition(),
                disk == null
                        ? List.of()
                        : disk.generations().stream().map(Generation::toString).toList(),
                disk == null ? 0 : disk.failures(),
                intake.ignored(),
                poller.lastPoll(),
                hold.pin());
    }

    /** What the control plane hears with the next poll, which asks to be held this long. */
    PollReport report(Duration wait) {
        probation.check();
        InForce.Applied applied = inForce.applied();
        Refusal refused = intake.refused();
        return new PollReport(
                instanceId,
                AgentVersion.CURRENT,
                host.get(),
                settings.labels(),
                wait,
                seen.toReport(applied.id(), hold.pin() != null),
                applied.id(),
                applied.stored() == null ? null : applied.stored().signature(),
                applied.snapshot().audience(),
                applied.at(),
                probation.lastGood(),
                probation.active(),
                applied.snapshot().origin(),
                state(reasons(applied.snapshot(), refused)),
                contact.silence(),
                refused,
                traffic.collect(),
                hold.pin());
    }

    private List<Reason> reasons(Snapshot snapshot, @Nullable Refusal refused) {
        return Degradation.reasons(snapshot.origin(), contact, settings.degradedAfter(), schedule, refused);
    }

    private static State state(List<Reason> reasons) {
        return reasons.isEmpty() ? State.OK : State.DEGRADED;
    }
}
