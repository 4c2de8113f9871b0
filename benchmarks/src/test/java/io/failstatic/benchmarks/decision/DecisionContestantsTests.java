package io.failstatic.benchmarks.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecisionContestantsTests {

    private final DecisionScenario scenario = new DecisionScenario(100);

    @Test
    void findsTheRulesThatThePrototypeFinds() {
        DecisionContestant failstatic = DecisionContestants.FAILSTATIC.prepare(scenario);
        DecisionContestant prototype = DecisionContestants.PROTOTYPE.prepare(scenario);
        int decided = 0;
        for (int request = 0; request < DecisionScenario.REQUESTS; request++) {
            int expected = prototype.decide(request);
            // Which of the three flags are on differs, as their hashes do.
            assertThat(failstatic.decide(request))
                    .isBetween(
                            expected < 0 ? expected : Math.max(0, expected - DecisionScenario.FLAGS),
                            expected < 0 ? expected : expected + DecisionScenario.FLAGS);
            decided += expected < 0 ? 0 : 1;
        }
        assertThat(decided).isGreaterThan(DecisionScenario.REQUESTS / 2);
    }

    @Test
    void decidesByKeyWhatItDecidesByTenant() {
        DecisionContestant byId = DecisionContestants.FAILSTATIC.prepare(scenario);
        DecisionContestant byKey = DecisionContestants.FAILSTATIC_BY_KEY.prepare(scenario);
        for (int request = 0; request < DecisionScenario.REQUESTS; request++) {
            assertThat(byKey.decide(request)).isEqualTo(byId.decide(request));
        }
    }
}
