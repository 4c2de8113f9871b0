package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotOrderTests {

    private static final SnapshotId SEEN = new SnapshotId("a", 5, 100, "d");

    @ParameterizedTest
    @CsvSource({
        "b, 5, 101, x, FOREIGN_LINEAGE",
        "b, 5, 100, d, FOREIGN_LINEAGE",
        "a, 4, 900, x, STALE",
        "a, 6, 1, x, NEWER",
        "a, 1005, 1, x, NEWER",
        "a, 1006, 1, x, JUMP",
        "a, 5, 99, x, STALE",
        "a, 5, 99, d, STALE",
        "a, 5, 100, d, SAME",
        "a, 5, 100, x, EQUIVOCATION",
        "a, 5, 101, x, NEWER",
        "a, 5, 101, d, NEWER",
        "a, 5, 1000100, x, NEWER",
        "a, 5, 1000101, x, JUMP",
        "a, 5, 9223372036854775807, x, JUMP",
        "a, 9223372036854775807, 1, x, JUMP",
    })
    void ordersByEpochAndRevisionWithinOneLineage(
            String lineage, long epoch, long revision, String digest, SnapshotOrder expected) {
        assertThat(SnapshotOrder.of(SEEN, new SnapshotId(lineage, epoch, revision, digest)))
                .isEqualTo(expected);
    }

    @Test
    void takesAnythingWhenNothingWasEverSeen() {
        assertThat(SnapshotOrder.of(null, SEEN)).isEqualTo(SnapshotOrder.NEWER);
    }
}
