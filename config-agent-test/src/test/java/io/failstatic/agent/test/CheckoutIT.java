package io.failstatic.agent.test;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.config.RateLimitPolicy;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of {@code docs/agent.md}: a host service proves how it behaves degraded. */
@Timeout(60)
class CheckoutIT {

    @RegisterExtension
    final ControlPlaneExtension extension = new ControlPlaneExtension();

    @Test
    void keepsTheLimitWhileTheControlPlaneIsDown() {
        ControlPlaneSimulator controlPlane = extension.controlPlane();
        controlPlane.publish(snapshot().tenant("acme").policy("acme-api", "acme", 10, 60));
        try (Checkout checkout = Checkout.start(controlPlane.url(), controlPlane.token())) {
            await().until(() -> checkout.limitOf("acme") == 10);
            controlPlane.stop();
            await().until(checkout::isDegraded);
            assertThat(checkout.limitOf("acme")).isEqualTo(10);
        }
    }

    /** The smallest of hosts. */
    record Checkout(ConfigAgent agent) implements AutoCloseable {

        static Checkout start(String controlPlaneUrl, String token) {
            ConfigAgent agent = ConfigAgent.builder()
                    .controlPlaneUrl(URI.create(controlPlaneUrl))
                    .token(token)
                    .degradedAfter(Duration.ofSeconds(1))
                    .build();
            agent.start();
            return new Checkout(agent);
        }

        int limitOf(String tenantId) {
            RateLimitPolicy policy = agent.rateLimits().find(tenantId, "api");
            return policy == null ? 100 : policy.limit();
        }

        boolean isDegraded() {
            return agent.status().state() == State.DEGRADED;
        }

        @Override
        public void close() {
            agent.close();
        }
    }
}
