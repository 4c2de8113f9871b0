package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("G5")
class DiskSnapshotsTests {

    private static final Quiet QUIET = new Quiet();

    @TempDir(factory = MemoryDirectory.class)
    private Path directory;

    private DiskSnapshots disk;

    @BeforeAll
    static void hush() {
        QUIET.begin();
    }

    @AfterAll
    static void speak() {
        QUIET.end();
    }

    @BeforeEach
    void open() {
        disk = disk(3);
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void startsFromTheNewestGenerationWhateverTheTimesOfTheFilesSay() throws Exception {
        write(Published.of(1, 9));
        write(Published.of(1, 10));
        write(Published.of(2, 1));
        Files.setLastModifiedTime(file(Published.of(1, 9)), FileTime.from(Instant.parse("2040-01-01T00:00:00Z")));
        Files.setLastModifiedTime(file(Published.of(2, 1)), FileTime.from(Instant.EPOCH));
        assertThat(disk.newestGood(id -> true).id())
                .isEqualTo(Published.of(2, 1).id());
    }

    @Test
    void startsFromTheLargestNumbersThereAre() throws Exception {
        Published largest = Published.of(Long.MAX_VALUE, Long.MAX_VALUE);
        write(largest);

        assertThat(disk.newestGood(id -> true).id()).isEqualTo(largest.id());
        assertThat(Generation.named("9223372036854775808-1-00000000.snapshot")).isNull();
    }

    @Test
    void fallsBackToTheGenerationBeforeAtEveryLengthOfATruncatedFile() throws Exception {
        write(Published.of(1, 1));
        write(Published.of(1, 2));
        Path newest = file(Published.of(1, 2));
        byte[] whole = Files.readAllBytes(newest);
        for (int length = 0; length < whole.length; length++) {
            Files.write(newest, Arrays.copyOf(whole, length));
            assertThat(disk.newestGood(id -> true).id())
                    .as("length " + length)
                    .isEqualTo(Published.of(1, 1).id());
            assertThat(newest).as("set aside").doesNotExist();
        }
        Files.write(newest, whole);
        assertThat(disk.newestGood(id -> true).id())
                .isEqualTo(Published.of(1, 2).id());
    }

    @Test
    void neverServesAFileWithAFlippedBit() throws Exception {
        write(Published.of(1, 1));
        write(Published.of(1, 2));
        byte[] whole = Files.readAllBytes(file(Published.of(1, 2)));
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int bit = 0; bit < whole.length * 8; bit += 1 + random.nextInt(3)) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(served(flipped))
                    .as("bit " + bit + ", seed " + seed)
                    // A flip in the white space before the digest leaves the content whole.
                    .isIn(Published.of(1, 1).id(), Published.of(1, 2).id());
        }
    }

    /** What some file systems leave of the end of a file when the power fails. */
    @Test
    void neverServesAFileWithZeroesAtItsEnd() throws Exception {
        write(Published.of(1, 1));
        write(Published.of(1, 2));
        byte[] whole = Files.readAllBytes(file(Published.of(1, 2)));
        for (int length = 0; length < whole.length; length++) {
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
            assertThat(served(zeroed))
                    .as("from " + length)
                    .isEqualTo(Published.of(1, 1).id());
        }
        assertThat(served(Arrays.copyOf(whole, whole.length + 512)))
                .as("longer than it was")
                .isEqualTo(Published.of(1, 1).id());
    }

    @Test
    void neverServesAFileWithABlockOfZeroesOrOfAnOlderFile() throws Exception {
        Published older = Published.of(1, 1).tenants(200);
        Published newer = Published.of(1, 2).tenants(200).salt("x");
        write(older);
        write(newer);
        byte[] before = Files.readAllBytes(file(older));
        byte[] whole = Files.readAllBytes(file(newer));
        for (int size : new int[] {512, 4096}) {
            for (int from = 0; from < whole.length; from += size) {
                int to = Math.min(from + size, whole.length);
                byte[] zeroed = whole.clone();
                Arrays.fill(zeroed, from, to, (byte) 0);
                assertThat(served(zeroed, newer)).as("zeroes at " + from).isEqualTo(older.id());
                byte[] mixed = whole.clone();
                System.arraycopy(before, from, mixed, from, Math.min(to, before.length) - from);
                assertThat(served(mixed, newer)).as("old block at " + from).isEqualTo(older.id());
            }
        }
    }

    @Test
    void cleansUpInStepsAndNeverWhatIsStillOfUse() throws Exception {
        Published lastGood = Published.of(1, 1);
        Published pinned = Published.of(1, 2);
        write(lastGood);
        disk.write(TrialRecord.EMPTY.proved(lastGood.id()));
        write(pinned);
        disk.protectPinned(pinned.id());
        for (int n = 0; n < 1_500; n++) {
            Files.createFile(directory.resolve("1-" + (100 + n) + "-00000000.snapshot"));
        }
        write(Published.of(1, 2_000));
        assertThat(files()).isGreaterThan(500);
        write(Published.of(1, 2_001));
        assertThat(files()).isLessThan(20);
        assertThat(disk.generations().stream().map(Generation::toString))
                .containsExactly("1.2001", "1.2000", "1.1599", "1.2", "1.1");
    }

    @Test
    void startsFromNothingWhenEverythingIsDamaged() throws Exception {
        for (int revision = 1; revision <= 3; revision++) {
            write(Published.of(1, revision));
            Files.write(file(Published.of(1, revision)), new byte[4096]);
        }
        assertThat(disk.newestGood(id -> true)).isNull();
        assertThat(disk.corrupt()).isEqualTo(3);
    }

    @Test
    void doesNotServeAFileUnderTheNameOfAnother() throws Exception {
        write(Published.of(1, 1));
        write(Published.of(1, 2));
        Files.copy(file(Published.of(1, 1)), directory.resolve("1-3-00000000.snapshot"));
        assertThat(disk.newestGood(id -> true).id())
                .isEqualTo(Published.of(1, 2).id());
    }

    @Test
    void doesNotServeAFileThatOthersMayWriteTo() throws Exception {
        write(Published.of(1, 1));
        Files.setPosixFilePermissions(file(Published.of(1, 1)), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(disk.newestGood(id -> true)).isNull();
        assertThat(disk.condition()).isEqualTo(Disk.FAILED);
    }

    @Test
    void doesNotReadAFileThatIsTooLarge() throws Exception {
        Files.write(directory.resolve("1-3-00000000.snapshot"), new byte[3 << 20]);
        write(Published.of(1, 1));
        assertThat(disk.newestGood(id -> true).id())
                .isEqualTo(Published.of(1, 1).id());
    }

    @Test
    void clearsWhatACrashLeftBehind() throws Exception {
        disk.close();
        Files.writeString(directory.resolve("1-9-00000000.snapshot.tmp"), "half");
        disk = disk(3);
        assertThat(directory.resolve("1-9-00000000.snapshot.tmp")).doesNotExist();
    }

    @Test
    void boundsWhatItKeeps() throws Exception {
        for (int revision = 1; revision <= 30; revision++) {
            write(Published.of(1, revision));
        }
        assertThat(disk.generations().stream().map(Generation::toString)).containsExactly("1.30", "1.29", "1.28");
        for (int n = 0; n < 30; n++) {
            Files.write(file(Published.of(1, 30)), new byte[0]);
            disk.newestGood(id -> true);
        }
        assertThat(files()).isLessThan(20);
    }

    @Test
    void saysWhenItCannotWriteAndRecovers() throws Exception {
        disk.close();
        Path cache = directory.resolve("file");
        Files.createFile(cache);
        disk = new DiskSnapshots(
                new CacheDirectory(cache), new SnapshotDecoder(), TrustedKeys.NONE, 3, 1 << 20, new AgentObserver() {});
        disk.open();
        assertThat(disk.condition()).isEqualTo(Disk.FAILED);
        assertThat(disk.failures()).isPositive();
        assertThat(disk.newestGood(id -> true)).isNull();
        assertThat(disk.memory()).isEqualTo(AgentMemory.EMPTY);
        assertThat(disk.write(AgentMemory.EMPTY, true)).isFalse();
        Files.delete(cache);
        assertThat(disk.write(
                        Published.of(1, 1).id(),
                        SnapshotFile.of(Published.of(1, 1).json())))
                .isTrue();
        assertThat(disk.condition()).isEqualTo(Disk.OK);
    }

    @Test
    void survivesThatItsDirectoryIsRemoved() throws Exception {
        write(Published.of(1, 1));
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
        assertThat(disk.write(
                        Published.of(1, 2).id(),
                        SnapshotFile.of(Published.of(1, 2).json())))
                .isFalse();
        assertThat(disk.newestGood(id -> true)).isNull();
        Files.createDirectory(directory);
        assertThat(disk.write(
                        Published.of(1, 3).id(),
                        SnapshotFile.of(Published.of(1, 3).json())))
                .isTrue();
    }

    @Test
    void remembersExactlyWhatItWasToldOrNothing() throws Exception {
        Refusal refusal = new Refusal("a", 1, 2, "sha-256=:x:", RefusalCode.MALFORMED, "/x", "broken", Instant.EPOCH);
        AgentMemory memory = new AgentMemory(
                Published.of(1, 2).id(), Instant.EPOCH, "1.0", List.of(refusal), List.of("sha-256=:y:"));
        disk.write(memory, true);
        assertThat(disk.memory()).isEqualTo(memory);
        byte[] whole = Files.readAllBytes(directory.resolve("memory.json"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(directory.resolve("memory.json"), Arrays.copyOf(whole, length));
            assertThat(disk.memory()).isEqualTo(AgentMemory.EMPTY);
        }
    }

    private SnapshotId served(byte[] newest) throws IOException {
        return served(newest, Published.of(1, 2));
    }

    /** What is started from when this is in the file of the newest generation. */
    private SnapshotId served(byte[] newest, Published published) throws IOException {
        Files.write(file(published), newest);
        return disk.newestGood(id -> true).id();
    }

    private long files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    private DiskSnapshots disk(int kept) {
        DiskSnapshots opened = new DiskSnapshots(
                new CacheDirectory(directory),
                new SnapshotDecoder(),
                TrustedKeys.NONE,
                kept,
                1 << 20,
                new AgentObserver() {});
        opened.open();
        return opened;
    }

    private void write(Published published) {
        assertThat(disk.write(published.id(), SnapshotFile.of(published.json())))
                .isTrue();
    }

    private Path file(Published published) throws IOException {
        return directory.resolve(
                new Generation(published.epoch(), published.revision(), Digest.shortHex(published.json()), false)
                        .fileName());
    }
}
