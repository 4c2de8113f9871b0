package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The control service is killed, and an edge. */
@Order(2)
class OutageIT extends FleetScenario {

    @Test
    @Tag("G6")
    void servesEveryRequestWhileTheControlServiceIsKilledAndComesBack() {
        fleet.control().kill();
        traffic.awaitServed(500);
        fleet.first().awaitHealth("status", "degraded");
        traffic.awaitServed(500);

        fleet.control().start();
        long revision = fleet.changeTheLimit();
        fleet.awaitRevision(revision);
        traffic.awaitServed(100);

        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    @Tag("G2")
    void keepsEveryAcknowledgedChangeWhenTheControlServiceIsKilledInTheMiddleOfWrites() {
        for (int kill = 0; kill < 2; kill++) {
            long acknowledged = 0;
            for (int change = 0; change < 20; change++) {
                acknowledged = fleet.changeTheLimit();
            }
            fleet.control().kill();
            fleet.control().start();
            assertThat(fleet.control().admin().revision()).isEqualTo(acknowledged);
            assertThat(fleet.control()
                            .admin()
                            .get("/api/v1/rate-limit-policies/acme-api")
                            .get("limit")
                            .asInt())
                    .isEqualTo(fleet.limit());
            fleet.first().awaitRevision(acknowledged);
        }
        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    void losesOnlyRequestsInFlightAtAnEdgeThatIsKilled() {
        long killed = fleet.first().pid();
        fleet.first().kill();
        traffic.awaitServed(300);
        fleet.first().start();
        traffic.awaitServed(300);

        assertThat(traffic.failures()).allMatch(failure -> failure.edge() == fleet.first() && failure.pid() == killed);
        assertThat(traffic.failures()).hasSizeLessThanOrEqualTo(8);
        assertThat(fleet.first().health().get("current_config_version"))
                .isEqualTo(fleet.second().health().get("current_config_version"));
    }
}
