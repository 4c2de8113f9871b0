package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An agent with trusted keys: what is not signed by one of them is kept out, wherever it comes from. */
@Tag("G13")
class SignedSnapshotsTests {

    @TempDir
    private Path directory;

    private final TestKey key = TestKey.make();
    private final TestKey next = TestKey.make();
    private final TestKey stranger = TestKey.make();

    @RegisterExtension
    private final Engines engines = new Engines();

    private final ScriptedControlPlane controlPlane = engines.controlPlane;

    @Test
    void appliesWhatATrustedKeySignedAndPassesTheSignatureOn() throws Exception {
        Engine engine = engine(key);
        poll(engine, key.fetched(Published.of(1, 42)));
        assertThat(engine.current().revision()).isEqualTo(42);
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().signature())
                .isEqualTo(key.sign(Published.of(1, 42).json()));
    }

    @Test
    void keepsOutWhatIsNotSignedAndSaysWhy() throws Exception {
        Engine engine = engine(key);
        poll(engine, key.fetched(Published.of(1, 42)));
        Published newer = Published.of(1, 43);
        for (Fetched fetched : List.of(
                newer.fetched(),
                TestKey.fetched(newer, "nonsense"),
                stranger.fetched(newer),
                TestKey.fetched(newer, stranger.sign(key.id(), newer.json())),
                TestKey.fetched(newer, key.sign(Published.of(1, 42).json())))) {
            poll(engine, fetched);
            assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.SIGNATURE_INVALID);
            assertThat(engine.status().refused().digest()).isEqualTo(newer.id().digest());
            assertThat(engine.status().reasons()).contains(Reason.REFUSED);
            assertThat(engine.current().revision()).isEqualTo(42);
        }
    }

    @Test
    void aBadSignatureIsNeitherSeenNorContactNorHeldAgainstTheSameBytesWithAGoodOne() throws Exception {
        Engine engine = engine(key);
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.status().lastContact()).isNull();
        poll(engine, key.fetched(Published.of(1, 42)));
        assertThat(controlPlane.lastReport().seen()).isNull();
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().refused()).isNull();
    }

    @Test
    void doesNotBelieveHeadersWhereTheBytesDoNotSayWhoTheyAre() throws Exception {
        byte[] future = "{\"format\": 2}".getBytes(StandardCharsets.UTF_8);
        Announcement lie = new Announcement("lineage-a", 900, 1, Digest.of(future), key.sign(future));
        Engine engine = engine(key);
        poll(engine, key.fetched(Published.of(1, 42)));
        poll(engine, new Fetched(lie, future, null));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.UNSUPPORTED_REQUIREMENT);
        poll(engine, key.fetched(Published.of(1, 43)));
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void startsFromTheDiskWithoutAskingAnybodyWhatIsSignedThere() throws Exception {
        Engine first = engine(key);
        poll(first, key.fetched(Published.of(1, 42)));
        first.close();
        Engine engine = engine(key);
        assertThat(engine.current().revision()).isEqualTo(42);
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().signature())
                .isEqualTo(key.sign(Published.of(1, 42).json()));
        assertThat(engine.status().alarms()).isEmpty();
    }

    @Test
    void doesNotStartFromAGenerationThatIsNotSignedButFromAnOlderOneThatIs() throws Exception {
        Engine first = engine(key);
        poll(first, key.fetched(Published.of(1, 41)));
        first.close();
        Path planted = plant(SnapshotFile.of(Published.of(1, 42).json()), Published.of(1, 42));
        Engine engine = engine(key);
        assertThat(engine.current().revision()).isEqualTo(41);
        assertThat(engine.status().alarms()).contains(Alarm.DISK_UNTRUSTED);
        assertThat(planted).as("keys may have been set by mistake").exists();
    }

    @Test
    void fetchesAgainWhatItHoldsUnsignedOnceKeysAreAskedFor() throws Exception {
        Engine unsigned = engine();
        poll(unsigned, Published.of(1, 42).fetched());
        unsigned.close();
        Engine engine = engine(key);
        assertThat(engine.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(engine.status().alarms()).contains(Alarm.DISK_UNTRUSTED);
        poll(engine, key.fetched(Published.of(1, 42)));
        assertThat(controlPlane.lastReport().seen()).as("has it sent again").isNull();
        assertThat(engine.current().revision()).isEqualTo(42);
        engine.close();
        assertThat(engine(key).current().revision()).isEqualTo(42);
    }

    @Test
    void keepsSignaturesThatItWasNotAskedToLookAtSoThatKeysCanBeTurnedOnLater() throws Exception {
        Engine before = engine();
        poll(before, key.fetched(Published.of(1, 42)));
        before.close();
        assertThat(engine(key).current().revision()).isEqualTo(42);
    }

    @Test
    void aSignatureVouchesForAFileThatOthersMayWriteTo() throws Exception {
        Path good = plant(key.file(Published.of(1, 42)), Published.of(1, 42));
        Path bad = plant(stranger.file(Published.of(1, 43)), Published.of(1, 43));
        for (Path file : List.of(good, bad)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        Engine engine = engine(key);
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().alarms()).contains(Alarm.DISK_UNTRUSTED);
        assertThat(engine.status().disk()).isEqualTo(Disk.OK);
        engine.close();
        assertThat(engine().current()).as("without keys").isSameAs(Snapshot.DEFAULTS);
    }

    @Test
    void aShippedSnapshotNeedsASignatureToo() throws Exception {
        Path shipped = directory.resolve("shipped.snapshot");
        Files.write(shipped, SnapshotFile.of(Published.of(1, 7).json()).encode());
        Engine refusing = engine(shipped, key);
        assertThat(refusing.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(refusing.status().alarms()).contains(Alarm.SHIPPED_SNAPSHOT_UNUSABLE);
        refusing.close();
        Files.write(shipped, key.file(Published.of(1, 7)).encode());
        assertThat(engine(shipped, key).current().revision()).isEqualTo(7);
    }

    @Test
    void aKeyIsRotatedWithTwoTrustedAtATime() throws Exception {
        Engine both = engine(key, next);
        poll(both, key.fetched(Published.of(1, 42)));
        poll(both, next.fetched(Published.of(1, 43)));
        poll(both, key.fetched(Published.of(1, 44)));
        poll(both, next.fetched(Published.of(1, 45)));
        assertThat(both.current().revision()).isEqualTo(45);
    }

    /** Each way in has a check of its own, of which each could be forgotten. */
    @Test
    void aRevokedKeyLetsNothingInAnyMore() throws Exception {
        Path shipped = directory.resolve("shipped.snapshot");
        Files.write(shipped, key.file(Published.of(1, 7)).encode());
        Engine before = engine(shipped, key, next);
        poll(before, next.fetched(Published.of(1, 41)));
        poll(before, key.fetched(Published.of(1, 42)));
        assertThat(before.current().revision()).isEqualTo(42);
        before.close();

        Engine revoked = engine(shipped, next);
        assertThat(revoked.current().revision()).as("disk").isEqualTo(41);
        poll(revoked, key.fetched(Published.of(1, 43)));
        assertThat(revoked.current().revision()).as("network").isEqualTo(41);
        assertThat(revoked.status().refused().code()).isEqualTo(RefusalCode.SIGNATURE_INVALID);
        revoked.close();

        deleteGenerations();
        Engine empty = engine(shipped, next);
        assertThat(empty.current()).as("shipped").isSameAs(Snapshot.DEFAULTS);
    }

    private Path plant(SnapshotFile file, Published published) throws Exception {
        Path cache = directory.resolve("cache");
        Files.createDirectories(cache);
        Path path = cache.resolve(Generation.of(published.id()).fileName());
        Files.write(path, file.encode());
        return path;
    }

    private void deleteGenerations() throws Exception {
        try (var files = Files.newDirectoryStream(directory.resolve("cache"), "*.snapshot")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private Engine engine(TestKey... trusted) throws Exception {
        return engine(null, trusted);
    }

    private Engine engine(Path shipped, TestKey... trusted) throws Exception {
        AgentBuilder builder = ConfigAgent.builder()
                .instanceId("edge-1")
                .cacheDir(directory.resolve("cache"))
                .trustedKeys(List.of(trusted).stream().map(TestKey::base64).toArray(String[]::new))
                .shippedSnapshot(shipped == null ? null : shipped.toUri().toURL());
        return engines.open(builder);
    }

    private void poll(Engine engine, PollOutcome outcome) throws InterruptedException {
        engines.poll(engine, outcome);
    }
}
