package io.failstatic.agent.actuate;

import io.failstatic.agent.AgentStatus;
import io.failstatic.agent.AgentStatus.Circuit;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Origin;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;

/** Shows how the agent stands as meters. */
public final class AgentGauges implements MeterBinder {

    private static final double MILLIS_PER_SECOND = 1000;

    private final ConfigAgent agent;

    /** @param agent whose status is read with every scrape */
    public AgentGauges(ConfigAgent agent) {
        this.agent = agent;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registry.counter("config.agent.disk.failures");
        Gauge.builder("config.agent.revision", agent, it -> it.current().revision())
                .strongReference(true)
                .register(registry);
        Gauge.builder("config.agent.staleness", agent, it -> seconds(it.status()))
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder("config.agent.degraded", agent, it -> it.status().state() == AgentStatus.State.OK ? 0 : 1)
                .strongReference(true)
                .register(registry);
        Gauge.builder("config.agent.pinned", agent, it -> it.operator().pinned() == null ? 0 : 1)
                .strongReference(true)
                .register(registry);
        for (Origin origin : Origin.values()) {
            Gauge.builder("config.agent.origin", agent, it -> it.current().origin() == origin ? 1 : 0)
                    .tag("origin", origin.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
        for (Circuit state : Circuit.values()) {
            Gauge.builder("config.agent.circuit.state", agent, it -> it.status().circuit() == state ? 1 : 0)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
    }

    private static double seconds(AgentStatus status) {
        Duration staleness = status.staleness();
        return staleness == null ? Double.NaN : staleness.toMillis() / MILLIS_PER_SECOND;
    }
}
