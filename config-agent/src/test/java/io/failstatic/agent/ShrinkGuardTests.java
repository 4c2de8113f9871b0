package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("G16")
class ShrinkGuardTests {

    @ParameterizedTest
    @CsvSource({
        "20, 20, 0, ",
        "20, 14, 0, ",
        "20, 13, 0, SUSPICIOUS_SHRINK",
        "20, 13, 6, SUSPICIOUS_SHRINK",
        "20, 13, 7, ",
        "15, 10, 0, ",
        "5, 1, 0, ",
        "5, 0, 0, SUSPICIOUS_EMPTY",
        "1, 0, 0, SUSPICIOUS_EMPTY",
        "1, 0, 1, ",
        "0, 0, 0, ",
    })
    void refusesALossThatTheControlPlaneDoesNotAccountFor(int before, int now, long removed, RefusalCode expected) {
        assertThat(ShrinkGuard.check(content(1, before, 100), content(1, now, 100 + removed))
                        .map(Decoding.Refused::code)
                        .orElse(null))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"20, 1", "20, 0"})
    void doesNotCompareAcrossEpochs(int before, int now) {
        assertThat(ShrinkGuard.check(content(1, before, 9), content(2, now, 0))).isEmpty();
    }

    private static SnapshotContent content(long epoch, int tenants, long removals) {
        return Published.of(epoch, 1)
                .tenants(tenants)
                .removals(removals)
                .stored()
                .content();
    }
}
