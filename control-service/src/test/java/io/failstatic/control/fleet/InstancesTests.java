package io.failstatic.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.fleet.InstanceReport.Applied;
import io.failstatic.control.fleet.InstanceReport.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstancesTests {

    private long nanos;

    private final DesiredState desired = new DesiredState() {
        @Override
        public Desired desired(String audience) {
            return new Desired("l", 1, 5, "d");
        }

        @Override
        public @Nullable String withheld() {
            return null;
        }
    };

    private final Instances instances = new Instances(
            new FleetProperties(3, Duration.ofHours(1)),
            Duration.ofSeconds(10),
            desired,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            () -> nanos);

    private static InstanceReport report(String id, Applied applied, String state, Refused refused) {
        return new InstanceReport(
                id, null, null, Map.of(), 10, null, applied, null, null, null, state, null, refused, null, null);
    }

    private static Applied applied(long revision, String digest) {
        return new Applied("l", 1, revision, digest, "stable", null, null);
    }

    private InstanceState stateOf(Applied applied, String state, Refused refused) {
        instances.report("t", report("i", applied, state, refused));
        return instances.find("i").orElseThrow().state();
    }

    @Test
    void derivesTheStateFromWhatAnInstanceSays() {
        assertThat(stateOf(applied(5, "d"), "OK", null)).isEqualTo(InstanceState.CONVERGED);
        assertThat(stateOf(applied(4, "c"), "OK", null)).isEqualTo(InstanceState.LAGGING);
        assertThat(stateOf(applied(5, "other"), "OK", null)).isEqualTo(InstanceState.LAGGING);
        assertThat(stateOf(null, "OK", null)).isEqualTo(InstanceState.LAGGING);
        assertThat(stateOf(applied(5, "d"), "DEGRADED", null)).isEqualTo(InstanceState.DEGRADED);
        assertThat(stateOf(applied(4, "c"), "DEGRADED", new Refused("l", 1, 5, "d", "MALFORMED", null, null)))
                .isEqualTo(InstanceState.REFUSING);
    }

    @Test
    void losesAnInstanceAfterThreeIntervalsBeyondItsWait() {
        assertThat(stateOf(applied(5, "d"), "OK", null)).isEqualTo(InstanceState.CONVERGED);
        nanos = Duration.ofSeconds(40).toNanos();
        assertThat(instances.find("i").orElseThrow().state()).isEqualTo(InstanceState.CONVERGED);
        nanos++;
        assertThat(instances.find("i").orElseThrow().state()).isEqualTo(InstanceState.LOST);
        assertThat(instances.counts()).containsEntry(InstanceState.LOST, 1);
        nanos = Duration.ofHours(2).toNanos();
        instances.forgetTheLost();
        assertThat(instances.all()).isEmpty();
    }

    @Test
    void remembersABoundedNumberAndMakesRoomByForgettingTheLost() {
        for (int i = 0; i < 5; i++) {
            assertThat(instances.report("t", report("i" + i, null, "OK", null))).isTrue();
        }
        assertThat(instances.all()).hasSize(3);
        nanos = Duration.ofMinutes(5).toNanos();
        instances.forgetTheLost();
        assertThat(instances.all()).isEmpty();
    }

    @Test
    void bindsAnIdToItsFirstToken() {
        assertThat(instances.report("t", report("i", null, "OK", null))).isTrue();
        assertThat(instances.report("other", report("i", null, "DEGRADED", null)))
                .isFalse();
        assertThat(instances.find("i").orElseThrow().token()).isEqualTo("t");
        assertThat(instances.find("i").orElseThrow().report().state()).isEqualTo("OK");
    }
}
