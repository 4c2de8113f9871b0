package io.failstatic.system;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** What goes wrong around one fleet whose users never stop. As in life it lives through all of it; each test leaves it whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FleetScenario {

    Fleet fleet;
    Traffic traffic;

    @BeforeAll
    void startFleet() throws IOException {
        fleet = new Fleet(Scratch.of(getClass(), "fleet"));
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
}
