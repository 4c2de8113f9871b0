package io.failstatic.agent.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.ConfigAgent;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the package's documentation: a host service proves how it behaves degraded. */
class CheckoutIT {

    @RegisterExtension
    final ControlPlaneExtension controlPlane = new ControlPlaneExtension();

    @Test
    void keepsTheLimitWhileTheControlPlaneIsDown() throws Exception {
        ControlPlaneSimulator plane = controlPlane.controlPlane();
        plane.publish(SnapshotBuilder.snapshot().tenant("acme").policy("p", "acme", 10, 60));
        try (Checkout checkout = Checkout.start(plane.url(), plane.token())) {
            plane.awaitPolls(2, Duration.ofSeconds(5));
            plane.stop();
            assertThat(checkout.limitOf("acme")).isEqualTo(10);
        }
    }

    /** The smallest of hosts. */
    record Checkout(ConfigAgent agent) implements AutoCloseable {

        static Checkout start(String controlPlaneUrl, String token) {
            ConfigAgent agent = ConfigAgent.builder()
                    .controlPlaneUrl(URI.create(controlPlaneUrl))
                    .token(token)
                    .build();
            agent.start();
            return new Checkout(agent);
        }

        int limitOf(String tenantId) {
            return agent.rateLimits().find(tenantId, "api").limit();
        }

        @Override
        public void close() {
            agent.close();
        }
    }
}
