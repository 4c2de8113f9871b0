package io.failstatic.benchmarks.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostCostTests {

    @Test
    void readsWhatAHostSays() {
        assertThat(HostCost.parse("noise\nhost-cost CURRENT 12500 2000000 a,b\n"))
                .isEqualTo(new HostCost(12.5, 2_000_000, List.of("a", "b")));
    }

    @Test
    void aHostThatNeverHeardOfItsControlPlaneIsNoMeasurement() {
        assertThatIllegalStateException().isThrownBy(() -> HostCost.parse("host-cost NEVER 1 1 a\n"));
    }
}
