package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.Origin;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.Configuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G12")
class SnapshotVerdictTests {

    private final List<String> reasons = new ArrayList<>();
    private long decided;
    private final SnapshotVerdict verdict =
            new SnapshotVerdict(() -> decided, (snapshot, reason) -> reasons.add(snapshot.revision() + ": " + reason));

    @Test
    void condemnsWhatThrowsFiveTimes() {
        requests(snapshot(1), 4, 4);
        assertThat(reasons).isEmpty();
        requests(snapshot(2), 5, 5);
        assertThat(reasons)
                .containsExactly("2: 5 evaluations of 5 requests threw, the last one java.lang.IllegalStateException");
    }

    @Test
    void sparesWhatRarelyThrows() {
        requests(snapshot(1), 1_000, 9);
        assertThat(reasons).isEmpty();
        requests(snapshot(2), 1_000, 30);
        assertThat(reasons).isNotEmpty();
    }

    @Test
    void sparesASnapshotUnderWhichNoMoreThrowsThanBefore() {
        requests(snapshot(1), 100, 10);
        reasons.clear();
        requests(snapshot(2), 100, 15);
        assertThat(reasons).isEmpty();
        requests(snapshot(3), 100, 50);
        assertThat(reasons).isNotEmpty();
    }

    @Test
    void countsEachSnapshotByItself() {
        Snapshot first = snapshot(1);
        Snapshot second = snapshot(2);
        requests(first, 4, 4);
        requests(second, 4, 4);
        requests(first, 4, 4);
        assertThat(reasons).isEmpty();
    }

    /** So many requests, of which some throw, spread evenly. */
    private void requests(Snapshot snapshot, int count, int throwing) {
        for (int i = 0; i < count; i++) {
            decided++;
            if ((long) i * throwing / count != (long) (i + 1) * throwing / count) {
                verdict.failed(snapshot, new IllegalStateException());
            }
        }
    }

    private static Snapshot snapshot(long revision) {
        return new Snapshot(
                "lineage", 1, revision, "stable", "d" + revision, Instant.EPOCH, Origin.DISK, Configuration.DEFAULTS);
    }
}
