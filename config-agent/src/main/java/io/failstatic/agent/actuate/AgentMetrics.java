package io.failstatic.agent.actuate;

import io.failstatic.agent.AgentObserver;
import io.failstatic.agent.Refusal;
import io.failstatic.agent.Snapshot;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** Counts and times what the agent does. <em>Thread-safe.</em> */
public final class AgentMetrics implements AgentObserver {

    private final MeterRegistry registry;
    private final Clock clock;

    /**
     * @param registry where the meters are
     * @param clock tells how long after its publication a snapshot comes into force
     */
    public AgentMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void polled(String outcome) {
        registry.counter("config.agent.polls", "outcome", outcome).increment();
    }

    @Override
    public void refused(Refusal refusal) {
        registry.counter("config.agent.refusals", "code", refusal.code().name()).increment();
    }

    @Override
    public void applied(Snapshot snapshot, Duration took) {
        registry.timer("config.agent.apply").record(took);
        if (snapshot.publishedAt() != null) {
            Duration propagation = Duration.between(snapshot.publishedAt(), clock.instant());
            registry.timer("config.agent.propagation").record(propagation.isNegative() ? Duration.ZERO : propagation);
        }
    }

    @Override
    public void diskFailed() {
        registry.counter("config.agent.disk.failures").increment();
    }
}
