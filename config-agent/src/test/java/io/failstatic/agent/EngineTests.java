package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Circuit;
import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.AgentStatus.Sync;
import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Rejected;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EngineTests {

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Engines engines = new Engines();

    private final MutableTime time = engines.time;
    private final ScriptedControlPlane controlPlane = engines.controlPlane;

    @Test
    void servesDefaultsAndSaysSoBeforeItEverMetAControlPlane() {
        Engine engine = engine();
        assertThat(engine.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(engine.status().state()).isEqualTo(State.DEGRADED);
        assertThat(engine.status().sync()).isEqualTo(Sync.NEVER);
        assertThat(engine.status().reasons()).containsExactly(Reason.NEVER_SYNCED);
    }

    @Test
    void appliesWhatTheControlPlanePublishesAndReportsIt() throws Exception {
        Engine engine = engine();
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.current().origin()).isEqualTo(Origin.CONTROL_PLANE);
        assertThat(engine.status().state()).isEqualTo(State.OK);
        assertThat(engine.status().sync()).isEqualTo(Sync.CURRENT);
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.reports.get(0).seen()).isNull();
        assertThat(controlPlane.reports.get(0).applied()).isNull();
        assertThat(controlPlane.lastReport().seen())
                .isEqualTo(Published.of(1, 42).id());
        assertThat(controlPlane.lastReport().applied())
                .isEqualTo(Published.of(1, 42).id());
        assertThat(controlPlane.lastReport().state()).isEqualTo(State.OK);
    }

    @Tag("G6")
    @Test
    void startsFromDiskWithTheControlPlaneAwayAndIsDegradedOnceAPollHasFailed() throws Exception {
        Engine first = engine();
        poll(first, Published.of(1, 42).fetched());
        engines.stop(first);
        Engine engine = engine();
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.current().origin()).isEqualTo(Origin.DISK);
        assertThat(engine.status().state()).isEqualTo(State.OK);
        poll(engine, new Failed("refused"));
        assertThat(engine.status().reasons()).containsExactly(Reason.NO_CONTACT_SINCE_START);
        assertThat(engine.status().sync()).isEqualTo(Sync.STALE);
        poll(engine, new Unchanged(null));
        assertThat(engine.status().state()).isEqualTo(State.OK);
        assertThat(engine.status().sync()).isEqualTo(Sync.CURRENT);
    }

    @Test
    void remembersTheLastContactOverARestartWhateverTheClockDoesAfterwards() throws Exception {
        Engine first = engine();
        poll(first, Published.of(1, 42).fetched());
        engines.stop(first);
        time.pass(Duration.ofMinutes(6));
        Engine engine = engine();
        assertThat(engine.status().reasons()).containsExactly(Reason.STALE);
        assertThat(engine.status().staleness()).isEqualTo(Duration.ofMinutes(6));
        time.setWallClock(Instant.parse("1970-01-01T00:00:00Z"));
        assertThat(engine.status().staleness()).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void staysFreshForThreeIntervalsOfASlowServer() throws Exception {
        Engine engine = engine();
        poll(engine, Published.of(1, 42).fetched());
        poll(engine, new Unchanged(Duration.ofSeconds(200)));
        time.pass(Duration.ofSeconds(599));
        assertThat(engine.status().state()).isEqualTo(State.OK);
        time.pass(Duration.ofSeconds(2));
        assertThat(engine.status().reasons()).containsExactly(Reason.STALE);
    }

    @Tag("G3")
    @Test
    void keepsOutWhatIsOlderForeignDoubleOrFarAheadAndRecoversWithTheNextGoodAnswer() throws Exception {
        Engine engine = engine();
        poll(engine, Published.of(2, 42).fetched());
        assertRefused(engine, Published.of(2, 41).fetched(), RefusalCode.STALE_REVISION);
        assertRefused(engine, Published.of(1, 99).fetched(), RefusalCode.STALE_REVISION);
        assertRefused(engine, Published.of(2, 43).lineage("b").fetched(), RefusalCode.FOREIGN_LINEAGE);
        assertRefused(engine, Published.of(2, 5_000_000).fetched(), RefusalCode.REVISION_JUMP);
        poll(engine, new Unchanged(null));
        assertThat(engine.status().refused()).isNull();
        assertRefused(engine, Published.of(2, 42).salt("other").fetched(), RefusalCode.EQUIVOCATION);
        poll(engine, new Unchanged(null));
        assertThat(engine.status().refused()).isNotNull();
        poll(engine, Published.of(2, 43).fetched());
        assertThat(engine.status().refused()).isNull();
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void aDigestThatDoesNotFitIsRefusedAndNeverCountsAsSeenOrAsContact() throws Exception {
        Engine engine = engine();
        Fetched good = Published.of(1, 42).fetched();
        Announcement wrong =
                new Announcement("lineage-a", 1, 42, Published.of(1, 41).id().digest());
        poll(engine, new Fetched(wrong, good.json(), null));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.DIGEST_MISMATCH);
        assertThat(engine.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(engine.status().lastContact()).isNull();
        poll(engine, good);
        assertThat(controlPlane.lastReport().seen()).isNull();
        assertThat(controlPlane.lastReport().refused().digest()).isEqualTo(wrong.digest());
        assertThat(engine.status().refused()).isNull();
        assertThat(engine.current().revision()).isEqualTo(42);
    }

    @Test
    void aRefusedSnapshotIsSeenReportedAndRememberedOverARestart() throws Exception {
        Engine first = engine();
        poll(first, Published.of(1, 42).fetched());
        byte[] bad = new String(Published.of(1, 43).json(), StandardCharsets.UTF_8)
                .replace("\"version\": 1", "\"version\": -1")
                .getBytes(StandardCharsets.UTF_8);
        Announcement announced = new Announcement("lineage-a", 1, 43, Digest.of(bad));
        poll(first, new Fetched(announced, bad, null));
        assertThat(first.current().revision()).isEqualTo(42);
        poll(first, new Unchanged(null));
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(43);
        assertThat(controlPlane.lastReport().refused().code()).isEqualTo(RefusalCode.SCHEMA_INVALID);
        assertThat(first.status().reasons()).containsExactly(Reason.REFUSED);
        assertThat(first.status().sync()).isEqualTo(Sync.CURRENT);
        engines.stop(first);
        Engine engine = engine();
        poll(engine, new Unchanged(null));
        assertThat(engine.status().refused().revision()).isEqualTo(43);
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(43);
        assertThat(controlPlane.lastReport().applied().revision()).isEqualTo(42);
        assertRefused(engine, Published.of(1, 42).salt("x").fetched(), RefusalCode.STALE_REVISION);
    }

    @Test
    void asksAgainForTheNewestSnapshotWhenItsFileIsDamaged() throws Exception {
        Engine first = engine();
        poll(first, Published.of(1, 42).fetched());
        await().ignoreExceptions().until(() -> generation("1-42-") != null);
        poll(first, Published.of(1, 43).fetched());
        engines.stop(first);
        Files.write(generation("1-43-"), new byte[] {1, 2, 3});
        Engine engine = engine();
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().alarms()).contains(Alarm.DISK_CORRUPT);
        poll(engine, Published.of(1, 43).fetched());
        assertThat(controlPlane.lastReport().seen())
                .isEqualTo(Published.of(1, 42).id());
        assertThat(engine.current().revision()).isEqualTo(43);
        assertRefused(engine, Published.of(1, 42).fetched(), RefusalCode.STALE_REVISION);
    }

    @Test
    void tooLargeASnapshotIsRefused() throws Exception {
        Engine engine = engine();
        poll(engine, new TooLarge(new Announcement("lineage-a", 1, 42, "sha-256=:x:"), 100));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.LIMIT_EXCEEDED);
    }

    @Tag("G5")
    @Test
    void survivesEveryThrowable() throws Exception {
        Engine engine = engine();
        controlPlane.thenThrow(new IllegalStateException("broken"));
        controlPlane.thenThrow(new StackOverflowError());
        controlPlane.thenThrow(new OutOfMemoryError());
        controlPlane.thenThrow(new NoClassDefFoundError());
        for (int n = 0; n < 4; n++) {
            assertThat(engine.pollOnce()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(36));
        }
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
    }

    @Test
    void opensTheCircuitAfterFiveFailuresAndClosesItWithTheFirstAnswer() throws Exception {
        Engine engine = engine();
        for (int n = 0; n < 5; n++) {
            assertThat(engine.status().circuit()).isEqualTo(Circuit.CLOSED);
            time.pass(poll(engine, new Failed("refused")));
        }
        assertThat(engine.status().circuit()).isEqualTo(Circuit.OPEN);
        time.pass(poll(engine, new Failed("refused")));
        assertThat(engine.status().circuit()).isEqualTo(Circuit.OPEN);
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.status().circuit()).isEqualTo(Circuit.CLOSED);
        assertThat(controlPlane.reports).hasSize(7);
    }

    @Test
    void saysWhenItIsTurnedAway() throws Exception {
        Engine engine = engine();
        assertThat(poll(engine, new Rejected(401))).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        assertThat(engine.status().alarms()).containsExactly(Alarm.UNAUTHORIZED);
        poll(engine, new Unchanged(null));
        assertThat(engine.status().alarms()).isEmpty();
    }

    @Test
    void callsListenersInOrderAfterTheSwapAndReportsTheOneThatFails() throws Exception {
        Engine engine = engine();
        List<String> calls = new ArrayList<>();
        engine.add(snapshot -> {
            calls.add("first " + engine.current().revision());
            throw new IOException("cannot follow");
        });
        engine.add(snapshot -> calls.add("second " + snapshot.revision()));
        poll(engine, Published.of(1, 42).fetched());
        assertThat(calls).containsExactly("first 42", "second 42");
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.LISTENER_FAILED);
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().refused().code()).isEqualTo(RefusalCode.LISTENER_FAILED);
        assertThat(controlPlane.lastReport().applied().revision()).isEqualTo(42);
        time.pass(Duration.ofMinutes(10));
        poll(engine, new Unchanged(null));
        time.pass(Duration.ofMinutes(10));
        poll(engine, new Unchanged(null));
        assertThat(calls).as("tried once more, and only once").hasSize(4);
        assertThat(engine.status().refused()).isNotNull();
    }

    @Test
    void givesUpOnAListenerThatDoesNotReturn() throws Exception {
        Engine engine = engine();
        CountDownLatch never = new CountDownLatch(1);
        List<Long> later = new ArrayList<>();
        engine.add(snapshot -> never.await());
        engine.add(snapshot -> later.add(snapshot.revision()));
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.LISTENER_FAILED);
        assertThat(later).containsExactly(42L);
    }

    @Test
    void anObserverCannotBreakThePoll() throws Exception {
        Engine engine = engine(builder -> builder, new AgentObserver() {
            @Override
            public void polled(String outcome) {
                throw new IllegalStateException("broken");
            }
        });
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.status().lastPoll()).isEqualTo("applied");
    }

    @Test
    void addsUpTrafficUntilAPollHasDeliveredIt() throws Exception {
        Engine engine = engine();
        engine.reportTraffic(() -> new TrafficReport(10, 1, 5, 2, 3));
        poll(engine, new Failed("refused"));
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().health()).isEqualTo(new TrafficReport(20, 2, 5, 4, 6));
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().health()).isEqualTo(new TrafficReport(10, 1, 5, 2, 3));
    }

    @Tag("G5")
    @Test
    void runsInMemoryWhereAnotherProcessHoldsTheDirectory() throws Exception {
        Engine first = engine();
        poll(first, Published.of(1, 42).fetched());
        Engine second = engine();
        assertThat(second.status().disk()).isEqualTo(Disk.LOCKED);
        assertThat(second.status().alarms()).contains(Alarm.DISK_LOCKED);
        assertThat(second.current()).isSameAs(Snapshot.DEFAULTS);
        assertThat(second.status().instanceId()).isNotEqualTo(first.status().instanceId());
        poll(second, Published.of(1, 42).fetched());
        assertThat(second.current().revision()).isEqualTo(42);
    }

    @Tag("G5")
    @Test
    void runsInMemoryWhereTheDirectoryIsAFile() throws Exception {
        Files.createFile(directory.resolve("cache"));
        Engine engine = engine();
        assertThat(engine.status().disk()).isEqualTo(Disk.FAILED);
        assertThat(engine.status().alarms()).contains(Alarm.DISK_FAILED);
        poll(engine, Published.of(1, 42).fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().state()).isEqualTo(State.OK);
    }

    @Test
    void keepsThreeGenerationsPrivatelyAndItsNameForEver() throws Exception {
        Engine first = engine();
        for (int revision = 1; revision <= 5; revision++) {
            poll(first, Published.of(1, revision).fetched());
            String newest = "1." + revision;
            await().until(() -> first.status().generations().contains(newest));
        }
        assertThat(first.status().generations()).containsExactly("1.5", "1.4", "1.3");
        String name = first.status().instanceId();
        engines.stop(first);
        assertThat(engine().status().instanceId()).isEqualTo(name);
        Path cache = directory.resolve("cache");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
        try (var files = Files.list(cache)) {
            assertThat(files.toList())
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void startsFromTheShippedSnapshotWithoutBindingToItsLineage() throws Exception {
        Path shipped = directory.resolve("shipped.snapshot");
        Files.write(
                shipped,
                SnapshotFile.of(Published.of(1, 7).lineage("elsewhere").json()).encode());
        Engine engine =
                engine(builder -> builder.shippedSnapshot(shipped.toUri().toURL()), new AgentObserver() {});
        assertThat(engine.current().revision()).isEqualTo(7);
        assertThat(engine.current().origin()).isEqualTo(Origin.DISK);
        assertThat(engine.status().reasons()).containsExactly(Reason.NEVER_SYNCED);
        poll(engine, Published.of(1, 3).fetched());
        assertThat(engine.current().revision()).isEqualTo(3);
    }

    @Test
    void tellsOfBecomingStaleAndOfRecoveringOnceEachAndNotBeforeTheFirstPoll() throws Exception {
        Engine engine = engine();
        List<State> told = new ArrayList<>();
        engine.watch(status -> {
            told.add(status.state());
            throw new IllegalStateException("a listener that fails is told again next time");
        });
        engine.checkStatus();
        assertThat(told).as("degraded only because nobody was asked yet").isEmpty();
        poll(engine, Published.of(1, 42).fetched());
        engine.checkStatus();
        assertThat(told).isEmpty();
        time.pass(Duration.ofMinutes(6));
        engine.checkStatus();
        engine.checkStatus();
        assertThat(told).containsExactly(State.DEGRADED);
        poll(engine, new Unchanged(null));
        engine.checkStatus();
        engine.checkStatus();
        assertThat(told).containsExactly(State.DEGRADED, State.OK);
    }

    @Test
    void tellsAListenerThatComesLateThatTheAgentIsDegraded() throws Exception {
        Engine engine = engine();
        poll(engine, new Failed("refused"));
        engine.checkStatus();
        List<State> told = new ArrayList<>();
        engine.watch(status -> told.add(status.state()));
        engine.checkStatus();
        assertThat(told).containsExactly(State.DEGRADED);
    }

    private Engine engine() {
        return engines.open(directory.resolve("cache"));
    }

    private Engine engine(Setup setup, AgentObserver observer) {
        try {
            return engines.open(setup.apply(ConfigAgent.builder().cacheDir(directory.resolve("cache"))), observer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration poll(Engine engine, PollOutcome outcome) throws InterruptedException {
        return engines.poll(engine, outcome);
    }

    private void assertRefused(Engine engine, Fetched fetched, RefusalCode code) throws InterruptedException {
        Snapshot before = engine.current();
        poll(engine, fetched);
        assertThat(engine.current()).isSameAs(before);
        assertThat(engine.status().refused().code()).isEqualTo(code);
    }

    private Path generation(String prefix) throws IOException {
        try (var files = Files.list(directory.resolve("cache"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @FunctionalInterface
    private interface Setup {
        AgentBuilder apply(AgentBuilder builder) throws IOException;
    }
}
