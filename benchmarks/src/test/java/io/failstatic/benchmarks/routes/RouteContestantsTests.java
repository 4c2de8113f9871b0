package io.failstatic.benchmarks.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouteContestantsTests {

    private static final RouteScenario SCENARIO = new RouteScenario(1000);
    private static final List<String> RULES = SCENARIO.rulePaths();

    @ParameterizedTest
    @EnumSource
    void matchesTheRuleThatAScanOfAllRulesFinds(RouteContestants contestant) {
        RouteContestant routes = contestant.prepare(SCENARIO);
        String[] paths = SCENARIO.requestPaths();
        for (int request = 0; request < paths.length; request++) {
            assertThat(routes.match(request)).as(paths[request]).isEqualTo(RouteScenario.scan(RULES, paths[request]));
        }
    }

    @Test
    void mostRequestsMatchARuleAndSomeDoNot() {
        long unmatched = Arrays.stream(SCENARIO.requestPaths())
                .filter(path -> RouteScenario.scan(RULES, path) < 0)
                .count();
        assertThat(unmatched).isBetween(1L, RouteScenario.REQUESTS / 4L);
    }
}
