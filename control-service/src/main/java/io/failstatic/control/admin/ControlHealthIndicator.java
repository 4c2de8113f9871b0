package io.failstatic.control.admin;

import io.failstatic.control.fleet.DesiredState;
import io.failstatic.control.snapshot.RenderedSnapshot;
import lombok.RequiredArgsConstructor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** What works and what does not, always up: without its database this process still serves polls, and must live. */
@Component("control")
@RequiredArgsConstructor
final class ControlHealthIndicator implements HealthIndicator {

    private final DesiredState desired;

    @Override
    public Health health() {
        DesiredState.Desired head = desired.desired(RenderedSnapshot.STABLE);
        String withheld = desired.withheld();
        Health.Builder health = Health.up().withDetail("publishing", withheld == null);
        if (withheld != null) {
            health.withDetail("reason", withheld);
        }
        if (head != null) {
            health.withDetail("epoch", head.epoch()).withDetail("revision", head.revision());
        }
        return health.build();
    }
}
