package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.SimulatedControlPlane.Condition;
import io.failstatic.agent.SimulatedFleet.Outcome;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Fleets of real agents against a modelled control plane that fails in every way, in virtual time. {@code -Dseed=…} replays
 * a run; the profile {@code simulation} adds seeds and a fleet of 10,000.
 */
@Tag("G8")
@Tag("G9")
class FleetSimulationTests {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.failstatic.agent");
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 1);
    private static final int LARGEST = Integer.getInteger("simulation.largest", 2_000);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(36);
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    /** R of guarantee G9. */
    private static final double RECOVERY = LONGEST_DELAY.plus(DEADLINE).toSeconds();

    private static Level before;

    private final long seed = Long.getLong("seed", 20_261_120);

    @BeforeAll
    static void hush() {
        before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(before);
    }

    /** A control plane that is away for ten minutes, or answers with patience. */
    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 10_000})
    void outagesNeitherBringTheFleetTogetherNorKeepItBehind(int agents) {
        outage("10 min, connections refused", agents, 600, RECOVERY, SimulatedControlPlane::die);
        outage("10 min, unreachable", agents, 600, RECOVERY, controlPlane -> {
            controlPlane.loseHeldPolls();
            controlPlane.become(Condition.UNREACHABLE);
        });
        outage("10 min, accepts and hangs", agents, 600, RECOVERY, controlPlane -> {
            controlPlane.loseHeldPolls();
            controlPlane.become(Condition.HANGING);
        });
        outage(
                "5 min, answers after the deadline",
                agents,
                300,
                RECOVERY,
                controlPlane -> controlPlane.slowDown(Duration.ofSeconds(20)));
        Duration told = Duration.ofSeconds(30);
        outage(
                "5 min, 503 Retry-After 30 s",
                agents,
                300,
                1.5 * told.toSeconds() + 1,
                controlPlane -> controlPlane.becomeOverloaded(told));
    }

    /** A control plane that is started again, well or badly. */
    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 10_000})
    void restartsOfTheControlPlaneAreNoHerd(int agents) {
        for (int seconds : new int[] {1, 5, 10, 15, 20, 30, 40}) {
            outage("killed, back after " + seconds + " s", agents, seconds, RECOVERY, SimulatedControlPlane::die);
        }
        for (int seconds : new int[] {15, 20, 30, 40}) {
            outage("stopped, back after " + seconds + " s", agents, seconds, RECOVERY, SimulatedControlPlane::shutDown);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 10_000})
    void nothingElseBringsTheFleetTogether(int agents) {
        simulate("undisturbed", agents, 300, 0, fleet -> {});
        simulate("all answers 7.9 s late, then not", agents, 560, 10, fleet -> {
            fleet.at(60, running -> running.controlPlane().slowDown(Duration.ofMillis(7_900)));
            fleet.at(360, running -> running.controlPlane().slowDown(Duration.ZERO));
            fleet.at(400, SimulatedFleet::publish);
        });
        simulate("all agents restarted, and a publish", agents, 200, 12, fleet -> {
            fleet.at(60, SimulatedFleet::restartAll);
            fleet.at(62, SimulatedFleet::publish);
        });
        simulate("flapping: 20 s away, 20 s there", agents, 800, RECOVERY, fleet -> {
            for (int second = 60; second < 660; second += 40) {
                fleet.at(second, running -> running.controlPlane().die());
                fleet.at(second + 20, SimulatedFleet::comeBackWithNews);
            }
        });
    }

    /** What wakes everybody: up to 200 hear of it at once, more are woken at the pace of an undisturbed fleet. */
    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 10_000})
    void aPublishThatWakesEverybodyIsNoHerd(int agents) {
        double longest = agents <= 200 ? 0.1 : 10;
        simulate("a publish per minute", agents, 400, longest, fleet -> {
            for (int second = 60; second < 360; second += 60) {
                fleet.at(second, SimulatedFleet::publish);
            }
        });
        simulate("a publish every 3 s", agents, 200, longest, fleet -> {
            for (int second = 60; second < 90; second += 3) {
                fleet.at(second, SimulatedFleet::publish);
            }
        });
    }

    /** The limit: where half of the fleet fails once, its new phases come on top of those of the other half. */
    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 10_000})
    void anOutageOfHalfAnIntervalThatMeetsHalfOfTheFleetBringsHalfAsManyAgain(int agents) {
        double most = 1.5 * agents / 10 + 5 * Math.sqrt(agents / 10.0);
        simulate("half the fleet refused, 5 s", agents, 200, RECOVERY, most, fleet -> {
            fleet.at(60, running -> running.controlPlane().become(Condition.REFUSING));
            fleet.at(65, SimulatedFleet::comeBack);
        });
        simulate("stopped, back after 5 s", agents, 200, RECOVERY, most, fleet -> {
            fleet.at(60, running -> running.controlPlane().shutDown());
            fleet.at(65, SimulatedFleet::comeBack);
        });
    }

    /** The same limit: those who failed once and those who failed twice have new phases, and nothing spreads them further. */
    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 10_000})
    void aControlPlaneThatComesBackUnchangedHoldsItsAgentsAgainAtOnce(int agents) {
        double most = 1.5 * agents / 10 + 5 * Math.sqrt(agents / 10.0);
        for (int seconds : new int[] {1, 15, 40, 600}) {
            simulate("killed, no news after " + seconds + " s", agents, 180 + seconds, 0, most, fleet -> {
                fleet.at(60, running -> running.controlPlane().die());
                fleet.at(60 + seconds, SimulatedFleet::comeBack);
            });
        }
    }

    /** G6: thirty days without a control plane, in which nothing expires, and agents that are started again meanwhile. */
    @Tag("G6")
    @Test
    void thirtyDaysWithoutAControlPlaneChangeNothing() {
        int day = 24 * 60 * 60;
        SimulatedFleet fleet = new SimulatedFleet(3, seed);
        fleet.at(60, running -> running.controlPlane().die());
        for (int n = 1; n < 30; n++) {
            fleet.at(n * day, running -> {
                assertThat(running.agents()).allSatisfy(agent -> {
                    assertThat(agent.revision())
                            .isEqualTo(running.controlPlane().revision());
                    assertThat(agent.status().state()).isEqualTo(State.DEGRADED);
                    assertThat(agent.status().sync()).isEqualTo(AgentStatus.Sync.STALE);
                });
            });
            if (n % 7 == 0) {
                fleet.at(n * day + 60, SimulatedFleet::restartAll);
            }
        }
        fleet.at(30 * day, SimulatedFleet::comeBackWithNews);
        Outcome outcome = fleet.run(30 * day + 120);
        assertThat(outcome.percentile(1)).isLessThanOrEqualTo(RECOVERY);
        assertThat(outcome.behind()).isZero();
        assertThat(outcome.shortestGapAfterFailure()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        System.out.printf(
                "G6 30 days offline: %d agents, restarted 4 times, newest snapshot %.0f s after the return%n",
                outcome.agents(), outcome.percentile(1));
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(flap(7)).isEqualTo(flap(7)).isNotEqualTo(flap(8));
    }

    private static Outcome flap(long seed) {
        SimulatedFleet fleet = new SimulatedFleet(20, seed);
        fleet.at(30, running -> running.controlPlane().die());
        fleet.at(70, SimulatedFleet::comeBackWithNews);
        return fleet.run(200);
    }

    private void outage(String what, int agents, int seconds, double recovery, Consumer<SimulatedControlPlane> begins) {
        simulate(what, agents, 60 + seconds + 120, recovery, fleet -> {
            fleet.at(60, running -> begins.accept(running.controlPlane()));
            fleet.at(60 + seconds, SimulatedFleet::comeBackWithNews);
        });
    }

    private void simulate(String what, int agents, int seconds, double recovery, Consumer<SimulatedFleet> script) {
        // A fleet that hears of a change at once is at once back: as many as the smallest control plane takes.
        double most = Math.max(200, agents / 10.0 + 5 * Math.sqrt(agents / 10.0));
        simulate(what, agents, seconds, recovery, most, script);
    }

    /**
     * Runs a script and holds every agent against what is promised.
     *
     * @param recovery the most seconds until the last agent has the newest snapshot
     * @param most the most polls in any second
     */
    private void simulate(
            String what, int agents, int seconds, double recovery, double most, Consumer<SimulatedFleet> script) {
        if (agents > LARGEST) {
            return;
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        int peak = 0;
        double[] converged = new double[3];
        for (int run = 0; run < SEEDS; run++) {
            long own = run == 0 ? seed : seeds.nextLong();
            SimulatedFleet fleet = new SimulatedFleet(agents, own);
            script.accept(fleet);
            Outcome outcome = fleet.run(seconds);
            peak = Math.max(peak, outcome.peak());
            double[] shares = {0.5, 0.99, 1};
            for (int n = 0; n < shares.length; n++) {
                converged[n] = Math.max(converged[n], outcome.percentile(shares[n]));
            }
            String as = what + ", " + agents + " agents, seed " + own;
            assertThat(outcome.behind()).as(as).isZero();
            assertThat(outcome.peak()).as(as).isLessThanOrEqualTo((int) most);
            assertThat(outcome.percentile(1)).as(as).isLessThanOrEqualTo(recovery);
            assertThat(outcome.shortestGap()).as(as).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(outcome.shortestGapAfterFailure()).as(as).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        }
        double rate = agents / 10.0;
        System.out.printf(
                "G8/G9 | %-34s | F=%,6d | F/T %,5.0f | X %,5.0f | peak %,5d | %4.2f | p50 %4.1f p99 %4.1f max %4.1f s%n",
                what,
                agents,
                rate,
                rate + 5 * Math.sqrt(rate),
                peak,
                peak / rate,
                converged[0],
                converged[1],
                converged[2]);
    }
}
