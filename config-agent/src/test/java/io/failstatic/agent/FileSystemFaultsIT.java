package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real file systems that are full or read-only. Needs root, to mount them; {@code -Pfaults}. */
@Tag("faults")
@Tag("G5")
class FileSystemFaultsIT {

    @TempDir
    private Path scratch;

    private Path mount;
    private boolean mounted;

    @BeforeEach
    void make() throws Exception {
        mount = Files.createDirectory(scratch.resolve("mount"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", mount.toString())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "tmpfs"})
    void aFullFileSystemKeepsTheOldGenerationAndNothingHalf(String type) throws Exception {
        mount(type);
        DiskSnapshots disk = PersistingHost.disk(mount.resolve("cache"));
        disk.open();
        assertThat(PersistingHost.persist(disk, 1)).isTrue();
        Path ballast = fill();
        Published large = Published.of(1, 2).tenants(2_000);
        assertThat(disk.write(large.id(), SnapshotFile.of(large.json()))).isFalse();
        assertThat(disk.condition()).isEqualTo(Disk.FAILED);
        assertThat(disk.newestGood(id -> true).content().revision()).isEqualTo(1);
        try (Stream<Path> files = Files.list(mount.resolve("cache"))) {
            assertThat(files.map(Path::toString).filter(name -> name.endsWith(".tmp")))
                    .isEmpty();
        }
        Files.delete(ballast);
        assertThat(disk.write(
                        Published.of(1, 3).id(),
                        SnapshotFile.of(Published.of(1, 3).json())))
                .isTrue();
        assertThat(disk.condition()).isEqualTo(Disk.OK);
        disk.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "tmpfs"})
    void aReadOnlyFileSystemIsStartedFromAndIsAnAlarm(String type) throws Exception {
        mount(type);
        Path cache = mount.resolve("cache");
        DiskSnapshots before = PersistingHost.disk(cache);
        before.open();
        assertThat(PersistingHost.persist(before, 1)).isTrue();
        before.close();
        assertThat(run("mount", "-o", "remount,ro", mount.toString())).isTrue();

        MutableTime time = new MutableTime();
        ScriptedControlPlane controlPlane =
                new ScriptedControlPlane().then(Published.of(1, 2).fetched());
        AgentSettings settings = ConfigAgent.builder().cacheDir(cache).settings();
        Engine engine = new Engine(settings, new AgentObserver() {}, time, time, controlPlane);
        try {
            assertThat(engine.current().revision()).isEqualTo(1);
            engine.pollOnce();
            assertThat(engine.current().revision()).isEqualTo(2);
            assertThat(engine.status().alarms()).contains(Alarm.DISK_FAILED);
            assertThat(engine.status().state()).isEqualTo(State.OK);
            assertThat(engine.status().diskFailures()).isBetween(1L, 20L);
        } finally {
            engine.close();
        }
    }

    @Test
    void aFileSystemWithoutFreeInodesIsAsGoodAsFull() throws Exception {
        mount("inodes");
        DiskSnapshots disk = PersistingHost.disk(mount.resolve("cache"));
        disk.open();
        assertThat(PersistingHost.persist(disk, 1)).isTrue();
        try {
            for (int n = 0; n < 1_000; n++) {
                Files.createFile(mount.resolve("empty-" + n));
            }
        } catch (IOException full) {
            assertThat(PersistingHost.persist(disk, 2)).isFalse();
        }
        assertThat(disk.condition()).isEqualTo(Disk.FAILED);
        assertThat(disk.newestGood(id -> true).content().revision()).isEqualTo(1);
        disk.close();
    }

    /** Root may do anything, so this process gives that up first. */
    @ParameterizedTest
    @CsvSource({
        "directory of somebody else, 0",
        "directory that nobody may use, 42",
        "file of somebody else, 0",
        "file that nobody may read, 0",
        "lock of somebody else, 42"
    })
    void whatItMayNotReadOrWriteKeepsItFromNothingElse(String what, long served) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search"));
        assumeTrue(run("setpriv", command.get(1), command.get(2), "true"), "setpriv");
        Path cache = scratch.resolve("cache");
        DiskSnapshots disk = PersistingHost.disk(cache);
        disk.open();
        assertThat(PersistingHost.persist(disk, 42)).isTrue();
        disk.close();
        Path at = what.startsWith("directory")
                ? cache
                : cache.resolve(
                        what.startsWith("lock")
                                ? "LOCK"
                                : Generation.of(Published.of(1, 42).id()).fileName());
        if (what.endsWith("somebody else")) {
            Files.setAttribute(at, "unix:uid", 12_345);
        } else {
            Files.setPosixFilePermissions(at, Set.of());
        }
        command.addAll(List.of(HostProcess.java(), "-XX:TieredStopAtLevel=1"));
        HostProcess host = HostProcess.run(
                scratch,
                command,
                System.getProperty("java.class.path"),
                MortalHost.class,
                cache.toString(),
                "43",
                "exit");
        assertThat(host.said()).contains("serves " + served, "polled 43");
        assertThat(host.exit()).isZero();
    }

    @Test
    void aHundredThousandOldFilesGoInStepsAndHoldUpNobody() throws Exception {
        Path cache = scratch.resolve("cache");
        DiskSnapshots before = PersistingHost.disk(cache);
        before.open();
        Published good = Published.of(1, 1);
        assertThat(before.write(TrialRecord.EMPTY.proved(good.id()))).isTrue();
        assertThat(before.write(good.id(), SnapshotFile.of(good.json()))).isTrue();
        before.close();
        for (int n = 0; n < 100_000; n++) {
            Files.createFile(cache.resolve("0-" + n + "-00000000.snapshot"));
        }
        MutableTime time = new MutableTime();
        ScriptedControlPlane controlPlane = new ScriptedControlPlane();
        AgentSettings settings = ConfigAgent.builder().cacheDir(cache).settings();
        long start = System.nanoTime();
        Engine engine = new Engine(settings, new AgentObserver() {}, time, time, controlPlane);
        Duration started = Duration.ofNanos(System.nanoTime() - start);
        try {
            assertThat(engine.current().revision()).isEqualTo(1);
            for (long revision = 2; revision < 130; revision++) {
                controlPlane.then(Published.of(1, revision).fetched());
                engine.pollOnce();
                String newest = "1." + revision;
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> engine.status().generations().contains(newest));
            }
            assertThat(engine.status().generations()).containsExactly("1.129", "1.128", "1.127", "1.1");
            System.out.printf("G5 with 100,000 old files: started after %d ms%n", started.toMillis());
        } finally {
            engine.close();
        }
    }

    private void mount(String type) throws Exception {
        mounted = switch (type) {
            case "tmpfs" -> run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", mount.toString());
            case "inodes" -> run("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=32", "tmpfs", mount.toString());
            default -> {
                Path image = Files.write(scratch.resolve("image"), new byte[2 << 20]);
                yield run("mkfs.ext4", "-q", image.toString())
                        && run("mount", "-o", "loop", image.toString(), mount.toString());
            }
        };
        if (!mounted) {
            System.out.println("SKIPPED: FileSystemFaultsIT may not mount " + type + " here; it needs root");
        }
        assumeTrue(mounted, "mount " + type);
    }

    /** Takes all the space that there is left. */
    private Path fill() throws IOException {
        Path ballast = mount.resolve("ballast");
        byte[] block = new byte[4096];
        Arrays.fill(block, (byte) 1);
        try (var out = Files.newOutputStream(ballast)) {
            for (int n = 0; n < 10_000; n++) {
                out.write(block);
            }
        } catch (IOException full) {
            return ballast;
        }
        throw new AssertionError("the file system is larger than it should be");
    }

    private boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(scratch.resolve("mount.log").toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
