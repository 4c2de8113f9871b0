package io.failstatic.control.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is remembered of the fleet.
 *
 * @param maxInstances instances that are remembered; beyond it the longest lost one is forgotten
 * @param forgetAfter time without a poll after which an instance, and its binding to a token, is forgotten
 */
@ConfigurationProperties("control.fleet")
record FleetProperties(
        @DefaultValue("50000") int maxInstances,
        @DefaultValue("24h") Duration forgetAfter) {

    FleetProperties {
        if (maxInstances < 1) {
            throw new IllegalArgumentException(
                    "control.fleet.max-instances: " + maxInstances + " (expected: at least 1)");
        }
        if (forgetAfter.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "control.fleet.forget-after: " + forgetAfter + " (expected: at least 1m)");
        }
    }
}
