package io.failstatic.edge.internal;

import io.failstatic.agent.actuate.ConfigAgentHealthIndicator;
import io.failstatic.edge.shared.SharedCounters;
import lombok.RequiredArgsConstructor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Whether limits are counted with other edges: {@code UP}, or {@code DEGRADED} with 200 while this edge counts alone. */
@Component
@ConditionalOnProperty("edge.shared-counters.url")
@RequiredArgsConstructor
class SharedCountersHealthIndicator implements HealthIndicator {

    private final SharedCounters counters;

    @Override
    public Health health() {
        String reason = counters.reason();
        Health.Builder health = Health.status(reason == null ? Status.UP : ConfigAgentHealthIndicator.DEGRADED)
                .withDetail("address", counters.address())
                .withDetail("counting", reason == null ? "shared" : "alone");
        return reason == null
                ? health.build()
                : health.withDetail("reason", reason).build();
    }
}
