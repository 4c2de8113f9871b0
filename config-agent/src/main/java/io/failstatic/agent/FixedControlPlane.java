package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.time.Clock;

/** A control plane that publishes one snapshot and never another. <em>Immutable.</em> */
final class FixedControlPlane implements ControlPlane {

    private final byte[] json;

    FixedControlPlane(byte[] json) {
        this.json = json.clone();
    }

    /** An engine that this control plane has told already; it touches neither network nor disk. */
    static Engine engine(byte[] json) {
        Engine engine = new Engine(
                ConfigAgent.builder().settings(),
                new AgentObserver() {},
                Clock.systemUTC(),
                System::nanoTime,
                new FixedControlPlane(json));
        try {
            engine.pollOnce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Refusal refused = engine.status().refused();
        if (refused != null) {
            engine.close();
            throw new IllegalArgumentException("snapshot: " + refused.code() + " " + refused.detail());
        }
        return engine;
    }

    @Override
    public PollOutcome poll(PollReport report) {
        return report.applied() == null
                ? new Fetched(new Announcement(null, 0, 0, Digest.of(json)), json, null)
                : new Unchanged(null);
    }
}
