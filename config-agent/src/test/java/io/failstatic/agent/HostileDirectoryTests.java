package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in the cache directory, the agent starts, serves what arrives, and says what is wrong. */
@Tag("G5")
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileDirectoryTests {

    private static final Published SERVED = Published.of(1, 42);
    private static final Published NEXT = Published.of(1, 43);

    private static final Quiet QUIET = new Quiet();

    @TempDir(factory = MemoryDirectory.class)
    private Path scratch;

    private final MutableTime time = new MutableTime();
    private final ScriptedControlPlane controlPlane = new ScriptedControlPlane();
    private final List<Engine> engines = new ArrayList<>();

    @BeforeAll
    static void hush() {
        QUIET.begin();
    }

    @AfterAll
    static void speak() {
        QUIET.end();
    }

    @AfterEach
    void close() {
        engines.forEach(Engine::close);
    }

    /** What may lie where the agent has a file of its own. */
    enum Thing {
        NOTHING_IN_IT {
            @Override
            void put(Path at) throws IOException {
                Files.createFile(at);
            }
        },
        GARBAGE {
            @Override
            void put(Path at) throws IOException {
                byte[] garbage = new byte[4096];
                Arrays.fill(garbage, (byte) '[');
                Files.write(at, garbage);
            }
        },
        HUGE {
            @Override
            void put(Path at) throws IOException {
                try (RandomAccessFile file = new RandomAccessFile(at.toFile(), "rw")) {
                    file.setLength(1L << 34);
                }
            }
        },
        DIRECTORY {
            @Override
            void put(Path at) throws IOException {
                Files.createDirectory(at);
            }
        },
        FULL_DIRECTORY {
            @Override
            void put(Path at) throws IOException {
                Files.createFile(Files.createDirectory(at).resolve("file"));
            }
        },
        PIPE {
            @Override
            void put(Path at) throws Exception {
                assumeTrue(new ProcessBuilder("mkfifo", at.toString()).start().waitFor() == 0, "mkfifo");
            }
        },
        ENDLESS {
            @Override
            void put(Path at) throws IOException {
                Files.createSymbolicLink(at, Path.of("/dev/zero"));
            }
        },
        LINK_TO_ITSELF {
            @Override
            void put(Path at) throws IOException {
                Files.createSymbolicLink(at, at);
            }
        },
        LINK_TO_NOTHING {
            @Override
            void put(Path at) throws IOException {
                Files.createSymbolicLink(at, at.resolveSibling("nothing").resolve("there"));
            }
        };

        abstract void put(Path at) throws Exception;
    }

    static Stream<Arguments> things() {
        String next = Generation.of(NEXT.id()).fileName();
        return Stream.of(
                        "LOCK",
                        "PIN",
                        "instance-id",
                        "memory.json",
                        "probation.json",
                        next,
                        next + ".tmp",
                        "1-99-00000000.snapshot")
                .flatMap(name -> Stream.of(Thing.values()).map(thing -> Arguments.of(name, thing)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("things")
    void nothingInTheDirectoryKeepsItFromStartingOrFromPolling(String name, Thing thing) throws Exception {
        Path cache = prepare();
        Files.deleteIfExists(cache.resolve(name));
        thing.put(cache.resolve(name));
        Engine engine = engine(cache);
        assertThat(engine.current().revision()).isEqualTo(42);
        poll(engine, NEXT);
        boolean pinned = engine.status().alarms().contains(Alarm.PINNED);
        assertThat(pinned).isIn(false, name.equals("PIN"));
        assertThat(engine.current().revision()).isEqualTo(pinned ? 42 : 43);
        assertThat(engine.status().reasons()).doesNotContain(Reason.REFUSED);
        stop(engine);
        assertThat(engine(cache).current().revision()).isBetween(42L, 43L);
    }

    @Test
    void directoriesThatAreMissingAreMade() throws Exception {
        Path cache = scratch.resolve("not").resolve("there").resolve("yet");
        Engine first = engine(cache);
        assertThat(first.status().disk()).isEqualTo(Disk.OK);
        poll(first, SERVED);
        stop(first);
        assertThat(engine(cache).current().revision()).isEqualTo(42);
    }

    @Test
    void aDirectoryBelowAFileIsAnAlarm() throws Exception {
        Engine engine = engine(Files.createFile(scratch.resolve("file")).resolve("cache"));
        assertThat(engine.status().alarms()).containsExactly(Alarm.DISK_FAILED);
        poll(engine, SERVED);
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().state()).isEqualTo(State.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
    void aDirectoryThatOthersMayWriteToIsNeitherReadNorWrittenUntilThatIsMended(String permissions) throws Exception {
        Path cache = prepare();
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(permissions));
        Engine engine = engine(cache);
        assertThat(engine.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(engine.status().alarms()).containsExactly(Alarm.DISK_FAILED);
        poll(engine, NEXT);
        assertThat(engine.current().revision()).isEqualTo(43);
        assertThat(cache.resolve(Generation.of(NEXT.id()).fileName())).doesNotExist();
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
        poll(engine, Published.of(1, 44));
        await().until(() -> engine.status().generations().contains("1.44"));
        assertThat(engine.status().alarms()).isEmpty();
    }

    @Test
    void aSignatureVouchesForWhatIsInADirectoryThatOthersMayWriteTo() throws Exception {
        TestKey key = TestKey.make();
        Path cache = scratch.resolve("cache");
        Engine first = engine(cache, key);
        controlPlane.then(key.fetched(SERVED));
        first.pollOnce();
        stop(first);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        Engine engine = engine(cache, key);
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().alarms()).contains(Alarm.DISK_UNTRUSTED);
    }

    @Test
    void withEveryGenerationDamagedThereAreTheDefaultsUntilTheNextAnswer() throws Exception {
        Path cache = prepare();
        Engine first = engine(cache);
        poll(first, NEXT);
        stop(first);
        for (Published each : List.of(SERVED, NEXT)) {
            Files.write(cache.resolve(Generation.of(each.id()).fileName()), new byte[100]);
        }
        Engine engine = engine(cache);
        assertThat(engine.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(engine.status().state()).isEqualTo(State.DEGRADED);
        assertThat(engine.status().reasons()).contains(Reason.NEVER_SYNCED);
        assertThat(engine.status().alarms()).containsExactly(Alarm.DISK_CORRUPT);
        poll(engine, NEXT);
        assertThat(controlPlane.lastReport().seen()).as("asks for it again").isNull();
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void whatItRemembersMayBeDamagedAndTheHighestGenerationStillCounts() throws Exception {
        Path cache = prepare();
        for (String name : List.of("memory.json", "probation.json")) {
            Files.writeString(cache.resolve(name), "{\"digest\": \"sha-256=:x:\"}\n{}");
        }
        Engine engine = engine(cache);
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().alarms()).containsExactly(Alarm.DISK_CORRUPT);
        poll(engine, Published.of(1, 41));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
        assertThat(engine.current().revision()).isEqualTo(42);
        poll(engine, NEXT);
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "{\"seen\": null}",
                "{\"seen\": {\"lineage\": 1, \"epoch\": -1, \"revision\": 1e400, \"digest\": {}}}",
                "{\"agentVersion\": \"x\", \"refusals\": [null]}",
                "{\"agentVersion\": \"x\", \"refusals\": [{\"code\": \"NOT_ONE\"}]}",
                "{\"agentVersion\": \"x\", \"lastContact\": \"+1000000000-12-31T23:59:59.999999999Z\"}",
                "{\"agentVersion\": \"x\", \"lastContact\": \"-1000000000-01-01T00:00:00Z\"}",
                "{\"lastGood\": {\"lineage\": \"x\"}, \"deaths\": {\"a\": \"b\"}}",
                "{\"running\": {\"lineage\": \"\", \"epoch\": 9223372036854775807, \"revision\": -9, \"digest\": \"\"},"
                        + " \"deaths\": {\"\": -2147483648}}"
            })
    void whatAnotherVersionMayHaveWrittenThereIsNothingToStumbleOver(String json) throws Exception {
        Path cache = prepare();
        byte[] whole = SnapshotFile.of(json.getBytes(StandardCharsets.UTF_8)).encode();
        Files.write(cache.resolve("memory.json"), whole);
        Files.write(cache.resolve("probation.json"), whole);
        Engine engine = engine(cache);
        assertThat(engine.current().revision()).isEqualTo(42);
        poll(engine, NEXT);
        assertThat(engine.current().revision()).isEqualTo(43);
        assertThat(engine.status()).isNotNull();
    }

    @Test
    void theCacheOfAnotherControlPlaneIsServedLoudlyAndLeftOnlyOnAnOrderOrWhenItIsEmptied() throws Exception {
        Path cache = prepare();
        Engine engine = engine(cache);
        Published own = Published.of(1, 7).lineage("own");
        poll(engine, own);
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.FOREIGN_LINEAGE);
        assertThat(engine.status().state()).isEqualTo(State.DEGRADED);
        stop(engine);
        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Engine emptied = engine(cache);
        poll(emptied, own);
        assertThat(emptied.current().revision()).isEqualTo(7);
    }

    /** A directory with what an agent leaves that served revision 42 for long enough. */
    private Path prepare() {
        Path cache = scratch.resolve("cache");
        DiskSnapshots disk = PersistingHost.disk(cache);
        disk.open();
        assertThat(disk.write(TrialRecord.EMPTY.proved(SERVED.id()))).isTrue();
        assertThat(disk.write(SERVED.id(), SnapshotFile.of(SERVED.json()))).isTrue();
        assertThat(disk.write(PersistingHost.memory(42), true)).isTrue();
        disk.close();
        return cache;
    }

    private Engine engine(Path cache) {
        return engine(ConfigAgent.builder().cacheDir(cache));
    }

    private Engine engine(Path cache, TestKey key) {
        return engine(ConfigAgent.builder().cacheDir(cache).trustedKeys(key.base64()));
    }

    private Engine engine(AgentBuilder builder) {
        Engine engine = new Engine(
                builder.maxSnapshotSize(1 << 20).settings(), new AgentObserver() {}, time, time, controlPlane);
        engines.add(engine);
        return engine;
    }

    private void stop(Engine engine) {
        engine.close();
        engines.remove(engine);
    }

    private void poll(Engine engine, Published published) throws InterruptedException {
        controlPlane.then(published.fetched());
        engine.pollOnce();
    }
}
