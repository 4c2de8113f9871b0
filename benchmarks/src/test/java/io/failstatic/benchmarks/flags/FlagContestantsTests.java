package io.failstatic.benchmarks.flags;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlagContestantsTests {

    private static final FlagScenario SCENARIO = new FlagScenario(20);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOGGLZ") // cannot list users beside a share
    void everyFlagIsOnForTheTenantsItLists(FlagContestants contestant) {
        try (FlagContestant flags = contestant.prepare(SCENARIO)) {
            for (int flag = 0; flag < SCENARIO.flags(); flag++) {
                for (int tenant = 0; tenant < FlagScenario.TENANTS; tenant++) {
                    if (FlagScenario.isListed(flag, tenant)) {
                        assertThat(flags.isEnabled(flag, tenant)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlagIsOnForAStickyQuarterOfTheOtherTenants(FlagContestants contestant) {
        try (FlagContestant flags = contestant.prepare(SCENARIO)) {
            int on = 0;
            for (int flag = 0; flag < SCENARIO.flags(); flag++) {
                for (int tenant = 0; tenant < FlagScenario.TENANTS; tenant++) {
                    boolean enabled = flags.isEnabled(flag, tenant);
                    assertThat(flags.isEnabled(flag, tenant)).isEqualTo(enabled);
                    if (enabled && !FlagScenario.isListed(flag, tenant)) {
                        on++;
                    }
                }
            }
            assertThat(on / (double) (SCENARIO.flags() * FlagScenario.TENANTS)).isBetween(0.22, 0.28);
        }
    }
}
