package io.failstatic.agent;

import io.failstatic.agent.config.FlagSet;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.RouteTable;
import java.util.function.Supplier;

/**
 * The configuration of this process, kept up to date from a control plane and never lost with it. <em>Thread-safe.</em>
 *
 * <p>Nothing here waits for the network or the disk: reads are one volatile read of an immutable object.
 */
public final class ConfigAgent implements AutoCloseable {

    private final Engine engine;

    ConfigAgent(Engine engine) {
        this.engine = engine;
    }

    /** Settings of a new agent. */
    public static AgentBuilder builder() {
        return new AgentBuilder();
    }

    /**
     * An agent that serves this snapshot and no other, without network and disk: for unit tests of a host.
     *
     * @param snapshot the snapshot as JSON, in UTF-8
     * @throws IllegalArgumentException when an agent would refuse the snapshot
     */
    public static ConfigAgent fixed(byte[] snapshot) {
        return new ConfigAgent(FixedControlPlane.engine(snapshot));
    }

    /** The snapshot in force; never null. Read it once per request and decide everything from it. */
    public Snapshot current() {
        return engine.current();
    }

    /** Flags of the snapshot in force. */
    public FlagSet flags() {
        return current().configuration().flags();
    }

    /** Rate limits of the snapshot in force. */
    public RateLimits rateLimits() {
        return current().configuration().rateLimits();
    }

    /** Routes of the snapshot in force. */
    public RouteTable routes() {
        return current().configuration().routes();
    }

    /** Documents of the snapshot in force, bound to types of the host where it likes. */
    public AgentDocuments documents() {
        return engine.documents();
    }

    /** How the agent stands now. */
    public AgentStatus status() {
        return engine.status();
    }

    /** Calls the listener after every snapshot that comes into force from now on. */
    public void onChange(SnapshotListener listener) {
        engine.add(listener);
    }

    /** Calls the listener when the agent becomes degraded and when it recovers, while the agent runs. */
    public void onStatusChange(StatusListener listener) {
        engine.watch(listener);
    }

    /** Tells the control plane with every poll how the host fares. */
    public void reportTraffic(Supplier<TrafficReport> report) {
        engine.reportTraffic(report);
    }

    /**
     * Says that this process does not fare well with a snapshot. While that is on probation, the agent falls back to what it
     * served before and reports {@code PROBATION_FAILED}; listeners hear of it. Does not block.
     *
     * @param snapshot the snapshot that the failures were met with
     * @param reason one sentence for the person who has to act
     * @return false when the snapshot is not on probation; nothing happens then
     */
    public boolean condemn(Snapshot snapshot, String reason) {
        return engine.condemn(snapshot, reason);
    }

    /** What a person on call may have this agent do: pin, unpin, forget, adopt. */
    public Operator operator() {
        return engine.operator();
    }

    /**
     * Polls now.
     *
     * @return false when a poll began less than 1 s ago or the agent does not run
     */
    public boolean refresh() {
        return engine.pollNow();
    }

    /** Starts polling. Returns at once; a second call does nothing. */
    public void start() {
        engine.start();
    }

    /** Stops polling and keeps serving what is in force. Takes at most 1 s or two. */
    @Override
    public void close() {
        engine.close();
    }
}
