package io.failstatic.control.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.snapshot.RenderedSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTests {

    @TempDir
    Path directory;

    @Test
    void readsWhatItWroteAndReplacesItAsAWhole() throws Exception {
        SnapshotFile file = new SnapshotFile(directory.resolve("sub/stable.snapshot"));
        assertThat(file.read()).isEmpty();
        file.write(FakeSnapshots.snapshot(1, 1));
        file.write(FakeSnapshots.snapshot(2, 7));
        RenderedSnapshot read = file.read().orElseThrow();
        assertThat(read.json()).isEqualTo(FakeSnapshots.snapshot(2, 7).json());
        assertThat(read.digest()).isEqualTo(FakeSnapshots.snapshot(2, 7).digest());
        assertThat(read.signature()).isEqualTo(FakeSnapshots.SIGNATURE);
        assertThat(read.epoch()).isEqualTo(2);
        assertThat(read.revision()).isEqualTo(7);
        assertThat(read.lineage()).isEqualTo(FakeSnapshots.LINEAGE);
        try (var files = Files.list(directory.resolve("sub"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void servesNoFileThatIsCutOrChangedAnywhere() throws Exception {
        Path path = directory.resolve("stable.snapshot");
        SnapshotFile file = new SnapshotFile(path);
        file.write(FakeSnapshots.snapshot(1, 1));
        byte[] whole = Files.readAllBytes(path);
        for (int i = 0; i < whole.length; i++) {
            Files.write(path, Arrays.copyOf(whole, i));
            assertThat(file.read()).as("cut at " + i).isEmpty();
        }
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 4;
            Files.write(path, changed);
            file.read()
                    .ifPresent(read -> assertThat(read.json())
                            .isEqualTo(FakeSnapshots.snapshot(1, 1).json()));
        }
    }

    @Test
    void takesTheHighestPairInWhateverOrderSnapshotsAreOffered() {
        Heads heads = new Heads();
        assertThat(heads.offer(FakeSnapshots.snapshot(1, 5))).isEqualTo(Heads.Outcome.TAKEN);
        assertThat(heads.offer(FakeSnapshots.snapshot(1, 4))).isEqualTo(Heads.Outcome.OLDER);
        assertThat(heads.offer(FakeSnapshots.snapshot(1, 5))).isEqualTo(Heads.Outcome.SAME);
        assertThat(heads.offer(FakeSnapshots.snapshot(FakeSnapshots.LINEAGE, 1, 5, "x")))
                .isEqualTo(Heads.Outcome.EQUIVOCATION);
        assertThat(heads.offer(FakeSnapshots.snapshot(2, 1))).isEqualTo(Heads.Outcome.TAKEN);
        assertThat(heads.offer(FakeSnapshots.snapshot("other", 1, 1, ""))).isEqualTo(Heads.Outcome.OTHER_LINEAGE);
    }

    @Test
    void codesOnlyForThoseWhoTakeGzip() {
        for (String taken : new String[] {"gzip", "GZIP;q=0.5", "br, gzip", "*", "identity;q=0, *;q=1"}) {
            assertThat(AcceptEncoding.takesGzip(taken)).as(taken).isTrue();
        }
        for (String refused : new String[] {null, "", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "*, gzip;q=0"}) {
            assertThat(AcceptEncoding.takesGzip(refused))
                    .as(String.valueOf(refused))
                    .isFalse();
        }
    }
}
