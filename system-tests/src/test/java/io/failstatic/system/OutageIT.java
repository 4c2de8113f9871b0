package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two edges behind a balancer, users who never stop, and processes that are killed around them. One fleet lives through all of
 * it, as in life; each test leaves it whole.
 */
@Order(2)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    private Fleet fleet;
    private Traffic traffic;

    @BeforeAll
    void startFleet() throws IOException {
        fleet = new Fleet(Scratch.of(OutageIT.class, "fleet"));
    }

    @AfterAll
    void stopFleet() {
        fleet.close();
    }

    @BeforeEach
    void letUsersIn() {
        traffic = fleet.traffic();
    }

    @AfterEach
    void sendUsersHome() {
        traffic.close();
    }

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
