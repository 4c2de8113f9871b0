package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OperatorTests {

    @TempDir
    private Path cache;

    @RegisterExtension
    private final Engines engines = new Engines();

    private final MutableTime time = engines.time;
    private final ScriptedControlPlane controlPlane = engines.controlPlane;

    @Test
    void aPinnedAgentPollsAndSaysWhatItHasSeenButAppliesNothing() throws Exception {
        Engine engine = serving(42);
        Pin pin = engine.operator().pin("checkout fails with 43");
        assertThat(pin.revision()).isEqualTo(42);
        poll(engine, Published.of(1, 43).fetched());
        poll(engine, new Unchanged(null));
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(43);
        assertThat(controlPlane.lastReport().applied().revision()).isEqualTo(42);
        assertThat(controlPlane.lastReport().pinned()).isEqualTo(pin);
        assertThat(engine.status().pinned()).isEqualTo(pin);
        assertThat(engine.status().alarms()).containsExactly(Alarm.PINNED);
        assertThat(engine.status().state())
                .as("what an operator wants is no fault")
                .isEqualTo(State.OK);
    }

    @Test
    void anUnpinnedAgentAsksForWhatWasKeptOut() throws Exception {
        Engine engine = serving(42);
        engine.operator().pin("");
        poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.operator().unpin()).isTrue();
        assertThat(engine.operator().unpin()).isFalse();
        assertThat(engine.status().alarms()).isEmpty();
        poll(engine, Published.of(1, 43).fetched());
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(42);
        assertThat(controlPlane.lastReport().pinned()).isNull();
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void aPinSurvivesARestart() throws Exception {
        Engine first = serving(42);
        Pin pin = first.operator().pin("the reason");
        poll(first, Published.of(1, 43).fetched());
        time.pass(Duration.ofHours(1));
        Engine second = restarted(first);
        assertThat(second.current().revision()).isEqualTo(42);
        assertThat(second.status().pinned()).isEqualTo(pin);
        poll(second, Published.of(1, 44).fetched());
        assertThat(second.current().revision()).isEqualTo(42);
    }

    @Test
    void anOlderGenerationIsPutBackAndListenersHearOfIt() throws Exception {
        Engine engine = serving(41, 42, 43);
        List<Long> told = new ArrayList<>();
        engine.add(snapshot -> told.add(snapshot.revision()));
        engine.operator().pin("1.41", "");
        assertThat(engine.current().revision()).isEqualTo(41);
        assertThat(engine.current().origin()).isEqualTo(Origin.DISK);
        assertThat(told).containsExactly(41L);
        Engine second = restarted(engine);
        assertThat(second.current().revision()).isEqualTo(41);
        assertThat(second.status().alarms()).containsExactly(Alarm.PINNED);
        poll(second, Published.of(1, 43).fetched());
        assertThat(second.current().revision()).isEqualTo(41);
        second.operator().unpin();
        poll(second, Published.of(1, 43).fetched());
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(41);
        assertThat(second.current().revision()).isEqualTo(43);
    }

    @Test
    void whatIsNotOnDiskOrWasRefusedCannotBePinned() throws Exception {
        Engine engine = serving(41, 42);
        Operator operator = engine.operator();
        assertThatIllegalArgumentException().isThrownBy(() -> operator.pin("1.7", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> operator.pin("yesterday", ""));
        engine.condemn(engine.current(), "it fails");
        await().until(() -> engine.current().revision() == 41);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operator.pin("1.42", ""))
                .withMessageContaining("forgotten first");
        assertThat(engine.status().pinned()).isNull();
        assertThat(cache.resolve("PIN")).doesNotExist();
    }

    @Test
    void withoutADiskAPinLastsAsLongAsTheProcess() throws Exception {
        Engine engine = engines.open(ConfigAgent.builder());
        poll(engine, Published.of(1, 42).fetched());
        engine.operator().pin("");
        poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
        engine.operator().unpin();
        poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void theFilePinsWhatIsInForceAndItsRemovalUnpins() throws Exception {
        Engine engine = serving(42);
        file("");
        engine.operator().written().obey();
        assertThat(engine.status().pinned().revision()).isEqualTo(42);
        assertThat(Files.readString(cache.resolve("PIN"))).startsWith("pin 1.42\n");
        poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
        Files.delete(cache.resolve("PIN"));
        engine.operator().written().obey();
        assertThat(engine.status().pinned()).isNull();
        poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void theFileIsNoticedWithoutAPoll() throws Exception {
        Engine engine = serving(41, 42);
        engine.start();
        file("pin 41 on call");
        await().until(() -> engine.status().pinned() != null);
        assertThat(engine.current().revision()).isEqualTo(41);
        assertThat(engine.status().pinned().reason()).isEqualTo("on call");
        await().until(() -> Files.readString(cache.resolve("PIN")).contains("since: "));
        file("unpin");
        await().until(() -> engine.status().pinned() == null);
        assertThat(cache.resolve("PIN")).doesNotExist();
    }

    @Test
    void theFileDecidesWhatIsStartedFrom() throws Exception {
        Engine first = serving(41, 42);
        engines.stop(first);
        file("1.41");
        Engine second = engines.open(cache);
        assertThat(second.current().revision()).isEqualTo(41);
        assertThat(second.status().alarms()).containsExactly(Alarm.PINNED);
    }

    @Test
    void aFileThatAsksForWhatCannotBeHadFreezesTheAgentAndSaysSo() throws Exception {
        for (String text : List.of("pin 1.7", "freeze!")) {
            Engine engine = serving(42);
            file(text);
            engine.operator().written().obey();
            assertThat(engine.status().alarms()).containsExactly(Alarm.PINNED, Alarm.PIN_UNUSABLE);
            poll(engine, Published.of(1, 43).fetched());
            assertThat(engine.current().revision()).isEqualTo(42);
            Engine second = restarted(engine);
            assertThat(second.current().revision()).isEqualTo(42);
            assertThat(second.status().alarms()).containsExactly(Alarm.PINNED, Alarm.PIN_UNUSABLE);
            second.operator().unpin();
            assertThat(second.status().alarms()).isEmpty();
            engines.stop(second);
        }
    }

    @Test
    void aFileThatOthersMayWriteToIsNotObeyed() throws Exception {
        Engine engine = serving(41, 42);
        file("pin 1.41");
        Files.setPosixFilePermissions(cache.resolve("PIN"), PosixFilePermissions.fromString("rw-rw-r--"));
        engine.operator().written().obey();
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().alarms()).containsExactly(Alarm.PIN_UNUSABLE);
        Files.setPosixFilePermissions(cache.resolve("PIN"), PosixFilePermissions.fromString("rw-r--r--"));
        engine.operator().written().obey();
        assertThat(engine.current().revision()).isEqualTo(41);
        assertThat(engine.status().alarms()).containsExactly(Alarm.PINNED);
    }

    @Test
    void aDirectoryThatGoesAwayUnpinsNothing() throws Exception {
        Engine engine = serving(42);
        engine.operator().pin("");
        Path elsewhere = cache.resolveSibling(cache.getFileName() + "-away");
        Files.move(cache, elsewhere);
        engine.operator().written().obey();
        assertThat(engine.status().pinned()).isNotNull();
        Files.move(elsewhere, cache);
        engine.operator().written().obey();
        assertThat(engine.status().pinned()).isNotNull();
    }

    @Tag("P-03")
    @Test
    void aRefusedSnapshotGetsAnotherChanceWhenItIsForgotten() throws Exception {
        Engine engine = serving(41, 42);
        engine.condemn(engine.current(), "it fails");
        await().until(() -> engine.current().revision() == 41);
        poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(42);
        assertThat(engine.operator().refusals()).hasSize(1);
        assertThat(engine.operator().forget("sha-256=:another:")).isFalse();
        assertThat(engine.operator().forget(Published.of(1, 42).id().digest())).isTrue();
        assertThat(engine.operator().refusals()).isEmpty();
        assertThat(engine.status().refused()).isNull();
        poll(engine, Published.of(1, 42).fetched());
        assertThat(controlPlane.lastReport().seen().revision()).isEqualTo(41);
        assertThat(engine.current().revision()).isEqualTo(42);
    }

    @Test
    void theFileForgetsBeforeAStartDecidesWhatToServe() throws Exception {
        Engine first = serving(41, 42);
        first.condemn(first.current(), "it fails");
        await().until(() -> first.current().revision() == 41);
        engines.stop(first);
        Engine second = engines.open(cache);
        assertThat(second.current().revision()).isEqualTo(41);
        engines.stop(second);
        file("forget");
        Engine third = engines.open(cache);
        assertThat(third.current().revision()).isEqualTo(42);
        assertThat(third.operator().refusals()).isEmpty();
        assertThat(cache.resolve("PIN")).doesNotExist();
        assertThat(restarted(third).current().revision()).isEqualTo(42);
    }

    @Tag("G3")
    @Test
    void anotherHistoryIsAdoptedOnceAndOnlyAfterAnOperatorsWord() throws Exception {
        Engine engine = serving(500);
        Published foreign = Published.of(1, 7).lineage("lineage-b");
        poll(engine, foreign.fetched());
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.FOREIGN_LINEAGE);
        assertThat(engine.operator().adopt()).isEqualTo("lineage-b");
        assertThat(engine.operator().adopting()).isEqualTo("lineage-b");
        poll(engine, foreign.fetched());
        assertThat(controlPlane.lastReport().seen())
                .as("whatever there is, let it come")
                .isNull();
        assertThat(engine.current().lineage()).isEqualTo("lineage-b");
        assertThat(engine.operator().adopting()).isNull();
        poll(engine, Published.of(1, 501).fetched());
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.FOREIGN_LINEAGE);
        poll(engine, Published.of(1, 8).lineage("lineage-b").fetched());
        assertThat(engine.current().revision()).isEqualTo(8);
        Engine second = restarted(engine);
        assertThat(second.current().lineage()).isEqualTo("lineage-b");
        assertThat(second.current().revision()).isEqualTo(8);
    }

    @Test
    void aLowerEpochOfTheOwnHistoryIsAdoptedByItsName() throws Exception {
        Engine engine = engines.open(cache);
        poll(engine, Published.of(3, 500).fetched());
        engine.operator().adopt("lineage-a");
        poll(engine, Published.of(2, 9).fetched());
        assertThat(engine.current().epoch()).isEqualTo(2);
        Engine second = restarted(engine);
        assertThat(second.current().epoch()).isEqualTo(2);
        poll(second, Published.of(2, 10).fetched());
        assertThat(second.current().revision()).isEqualTo(10);
    }

    @Tag("G3")
    @Test
    void otherHistoriesThanTheOneNamedStayOut() throws Exception {
        Engine engine = serving(42);
        engine.operator().adopt("lineage-b");
        poll(engine, Published.of(1, 7).lineage("lineage-c").fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.operator().adopting()).isEqualTo("lineage-b");
    }

    @Test
    void anAdoptedHistoryIsCheckedAsAnyOther() throws Exception {
        Engine engine = serving(42);
        engine.operator().adopt("lineage-b");
        byte[] bad = new String(Published.of(1, 7).lineage("lineage-b").json(), StandardCharsets.UTF_8)
                .replace("\"version\": 1", "\"version\": -1")
                .getBytes(StandardCharsets.UTF_8);
        poll(engine, new Fetched(new Announcement("lineage-b", 1, 7, Digest.of(bad)), bad, null));
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.SCHEMA_INVALID);
        assertThat(engine.operator().adopting()).isEqualTo("lineage-b");
        poll(engine, Published.of(1, 8).lineage("lineage-b").fetched());
        assertThat(engine.current().lineage()).isEqualTo("lineage-b");
    }

    @Test
    void aProcessThatDiesTwiceWithAnAdoptedHistoryIsBackWithItsOwn() throws Exception {
        Engine engine = serving(500);
        time.pass(Duration.ofMinutes(2));
        poll(engine, new Unchanged(null));
        engine.operator().adopt("lineage-b");
        poll(engine, Published.of(1, 7).lineage("lineage-b").fetched());
        await().until(() -> engine.status().generations().contains("1.7"));
        byte[] trial = Files.readAllBytes(cache.resolve("probation.json"));
        Engine second = restarted(engine, trial);
        assertThat(second.current().revision()).isEqualTo(7);
        byte[] again = Files.readAllBytes(cache.resolve("probation.json"));
        Engine third = restarted(second, again);
        assertThat(third.current().revision()).isEqualTo(500);
        assertThat(third.status().refused()).isNull();
        poll(third, Published.of(1, 501).fetched());
        assertThat(third.current().revision()).isEqualTo(501);
    }

    @Test
    void nothingIsAdoptedWithoutAReasonOrWhilePinned() throws Exception {
        Engine engine = serving(42);
        assertThatIllegalStateException().isThrownBy(() -> engine.operator().adopt());
        engine.operator().pin("");
        assertThatIllegalStateException().isThrownBy(() -> engine.operator().adopt("lineage-b"));
        engine.operator().unpin();
        engine.operator().adopt("lineage-b");
        engine.operator().pin("");
        assertThat(engine.operator().adopting()).as("the later word holds").isNull();
    }

    @Tag("G12")
    @Test
    void aPinDoesNotKeepTheAgentFromProtectingItsHost() throws Exception {
        Engine engine = serving(41, 42);
        engine.operator().pin("1.42", "");
        engine.condemn(engine.current(), "it fails");
        await().until(() -> engine.current().revision() == 41);
        assertThat(engine.status().alarms()).containsExactly(Alarm.PINNED, Alarm.PIN_UNUSABLE);
        poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.current().revision()).isEqualTo(41);
    }

    private Engine serving(long... revisions) throws Exception {
        Engine engine = engines.open(cache);
        for (long revision : revisions) {
            poll(engine, Published.of(1, revision).fetched());
            await().until(() -> engine.status().generations().contains("1." + revision));
        }
        return engine;
    }

    private Engine restarted(Engine engine) {
        engines.stop(engine);
        return engines.open(cache);
    }

    /** A restart after a death: the record of the trial is as the dead process left it. */
    private Engine restarted(Engine engine, byte[] trial) throws IOException {
        engines.stop(engine);
        Files.write(cache.resolve("probation.json"), trial);
        return engines.open(cache);
    }

    private void poll(Engine engine, PollOutcome outcome) throws InterruptedException {
        engines.poll(engine, outcome);
    }

    private void file(String text) throws IOException {
        Path written = Files.writeString(cache.resolve("written"), text);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(written, cache.resolve("PIN"), StandardCopyOption.REPLACE_EXISTING);
    }
}
