package io.failstatic.agent.config;

import static io.failstatic.agent.config.FlagEvaluation.Reason.DEFAULT;
import static io.failstatic.agent.config.FlagEvaluation.Reason.DISABLED;
import static io.failstatic.agent.config.FlagEvaluation.Reason.PERCENTAGE;
import static io.failstatic.agent.config.FlagEvaluation.Reason.TARGETED;
import static io.failstatic.agent.config.FlagEvaluation.Reason.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlagSetTests {

    private static final Rollout QUARTER = new Rollout(25, Set.of("tenant-123"), Set.of("user-1"));

    @Test
    void aFlagWithoutRolloutIsOnForEverybody() {
        FlagSet flags = flags(flag("f", true, null));

        assertThat(flags.evaluate("f", null, null)).isEqualTo(new FlagEvaluation("f", true, DEFAULT, 7));
        assertThat(flags.isEnabled("f", "anyone")).isTrue();
    }

    @Test
    void aDisabledFlagIsOffEvenForThoseListed() {
        FlagSet flags = flags(flag("f", false, QUARTER));

        assertThat(flags.evaluate("f", "tenant-123", "user-1")).isEqualTo(new FlagEvaluation("f", false, DISABLED, 7));
    }

    @Test
    void theShortAnswerIsThatOfTheLongOne() {
        List<Rollout> rollouts = new ArrayList<>();
        rollouts.add(null);
        for (int percentage : new int[] {0, 1, 50, 99, 100}) {
            rollouts.add(new Rollout(percentage, Set.of("t7", "t8"), Set.of("t9")));
        }
        for (Rollout rollout : rollouts) {
            for (boolean enabled : new boolean[] {true, false}) {
                FlagSet flags = flags(flag("f", enabled, rollout));
                for (int i = 0; i < 200; i++) {
                    String tenant = i == 0 ? null : i == 1 ? "" : "t" + i;
                    assertThat(flags.isEnabled("f", tenant))
                            .as("%s %s %s", enabled, rollout, tenant)
                            .isEqualTo(flags.evaluate("f", tenant, null).enabled());
                }
            }
        }
    }

    @Test
    void listedTenantsAndKeysAreOnWhateverThePercentage() {
        FlagSet flags = flags(flag("f", true, new Rollout(0, Set.of("tenant-123"), Set.of("user-1"))));

        assertThat(flags.evaluate("f", "tenant-123", null)).isEqualTo(new FlagEvaluation("f", true, TARGETED, 7));
        assertThat(flags.evaluate("f", "tenant-9", "user-1")).isEqualTo(new FlagEvaluation("f", true, TARGETED, 7));
        assertThat(flags.evaluate("f", "user-1", "tenant-123"))
                .isEqualTo(new FlagEvaluation("f", false, PERCENTAGE, 7));
    }

    @Test
    void aFullPercentageIsOnWithoutAnyKey() {
        FlagSet flags = flags(flag("f", true, new Rollout(100, Set.of(), Set.of())));

        assertThat(flags.evaluate("f", null, null)).isEqualTo(new FlagEvaluation("f", true, PERCENTAGE, 7));
    }

    @Test
    void withoutAnyKeyAPartialPercentageIsOff() {
        FlagSet flags = flags(flag("f", true, new Rollout(99, Set.of(), Set.of())));

        assertThat(flags.evaluate("f", null, null)).isEqualTo(new FlagEvaluation("f", false, PERCENTAGE, 7));
        assertThat(flags.evaluate("f", "", "")).isEqualTo(new FlagEvaluation("f", false, PERCENTAGE, 7));
    }

    @Test
    void theBucketOfTheKeyDecidesElseThatOfTheTenant() {
        // bucket(new-checkout-flow:tenant-123) = 2591
        FlagSet at25 = flags(flag("new-checkout-flow", true, new Rollout(25, Set.of(), Set.of())));
        FlagSet at26 = flags(flag("new-checkout-flow", true, new Rollout(26, Set.of(), Set.of())));

        assertThat(at25.isEnabled("new-checkout-flow", "tenant-123")).isFalse();
        assertThat(at26.isEnabled("new-checkout-flow", "tenant-123")).isTrue();
        assertThat(at26.evaluate("new-checkout-flow", "someone-else", "tenant-123")
                        .enabled())
                .isTrue();
        assertThat(at25.evaluate("new-checkout-flow", "someone-else", "tenant-123")
                        .enabled())
                .isFalse();
        assertThat(at26.evaluate("new-checkout-flow", "tenant-123", "").enabled())
                .isTrue();
    }

    @Test
    void saysWhatHasChangedSinceAnotherSet() {
        FlagSet before = flags(flag("gone", true, null), flag("kept", true, QUARTER), flag("widened", true, QUARTER));
        FlagSet after = flags(
                flag("kept", true, QUARTER),
                flag("new", false, null),
                flag("widened", true, new Rollout(25, Set.of("tenant-123", "tenant-9"), Set.of("user-1"))));

        assertThat(after.changedSince(before)).containsExactly("gone", "new", "widened");
        assertThat(after.changedSince(after)).isEmpty();
    }

    @Test
    void anUnknownFlagIsOff() {
        assertThat(flags().evaluate("nothing", "t", "k")).isEqualTo(new FlagEvaluation("nothing", false, UNKNOWN, 0));
        assertThat(flags().isEnabled("nothing", "t")).isFalse();
    }

    @Test
    void aPercentageReachesItsShareOfKeys() {
        FlagSet flags = flags(flag("f", true, new Rollout(25, Set.of(), Set.of())));

        long on = IntStream.range(0, 100_000)
                .filter(i -> flags.isEnabled("f", "tenant-" + i))
                .count();

        assertThat(on).isBetween(24_500L, 25_500L);
    }

    @Test
    void aGrowingPercentageNeverTurnsAKeyOff() {
        for (int i = 0; i < 200; i++) {
            String tenant = "tenant-" + i;
            boolean before = false;
            for (int percentage = 0; percentage <= 100; percentage++) {
                boolean on = flags(flag("f", true, new Rollout(percentage, Set.of(), Set.of())))
                        .isEnabled("f", tenant);
                assertThat(before && !on).as("%s at %d", tenant, percentage).isFalse();
                before = on;
            }
            assertThat(before).isTrue();
        }
    }

    @Test
    void theNamesThatAreOnAreSorted() {
        FlagSet flags = flags(
                flag("b", true, null),
                flag("a", true, null),
                flag("off", false, null),
                flag("mine", true, new Rollout(0, Set.of("acme"), Set.of())));

        assertThat(flags.enabledFor("acme")).containsExactly("a", "b", "mine");
        assertThat(flags.enabledFor(null)).containsExactly("a", "b");
        assertThat(flags.names()).containsExactly("a", "b", "mine", "off");
    }

    @Test
    void refusesANameThatOccursTwice() {
        assertThatExceptionOfType(InvalidContentException.class)
                .isThrownBy(() -> flags(flag("f", true, null), flag("f", false, null)))
                .satisfies(e -> assertThat(e.pointer()).isEqualTo("/feature-flags/1/name"));
    }

    @Test
    void allocatesNothing() {
        FlagSet flags = flags(flag("f", true, QUARTER), flag("g", true, null));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int on = evaluate(flags);
        long before = threads.getCurrentThreadAllocatedBytes();

        on += evaluate(flags);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(on).isPositive();
    }

    private static int evaluate(FlagSet flags) {
        int on = 0;
        for (int i = 0; i < 100_000; i++) {
            on += flags.evaluate("f", "tenant-9", "schlüssel-9").enabled() ? 1 : 0;
            on += flags.isEnabled("g", "tenant-9") ? 1 : 0;
        }
        return on;
    }

    private static FeatureFlag flag(String name, boolean enabled, Rollout rollout) {
        return new FeatureFlag("flag-" + name, 7, name, enabled, rollout);
    }

    private static FlagSet flags(FeatureFlag... flags) {
        return new FlagSet(List.of(flags));
    }
}
