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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("G5")
class DiskSnapshotsTests {

    private static final int BIT_FLIPS = 2_000;

    @TempDir
    private Path directory;

    private DiskSnapshots disk;

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
        Path newest = file(Published.of(1, 2));
        byte[] whole = Files.readAllBytes(newest);
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int flip = 0; flip < BIT_FLIPS; flip++) {
            byte[] flipped = whole.clone();
            int bit = random.nextInt(whole.length * 8);
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(newest, flipped);
            StoredSnapshot stored = disk.newestGood(id -> true);
            // A flip in the name of a member or in the white space before the digest may leave the content whole.
            assertThat(stored.id())
                    .as("seed " + seed + " bit " + bit)
                    .isIn(Published.of(1, 1).id(), Published.of(1, 2).id());
        }
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
        try (var files = Files.list(directory)) {
            assertThat(files.count()).isLessThan(20);
        }
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
