package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.PollOutcome.Unchanged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("G12")
class ProbationTests {

    private static final Duration NOT_QUITE = Duration.ofSeconds(59);
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Engines engines = new Engines();

    private final MutableTime time = engines.time;
    private final ScriptedControlPlane controlPlane = engines.controlPlane;

    @Test
    void isLastKnownGoodOnlyAfterItWasServedThroughItsProbation() throws Exception {
        Engine engine = engine();
        assertReported(engine, null, false);
        apply(engine, 42);
        time.pass(NOT_QUITE);
        assertReported(engine, null, true);
        time.pass(Duration.ofSeconds(1));
        assertReported(engine, 42L, false);
        apply(engine, 43);
        assertReported(engine, 42L, true);
        time.pass(NOT_QUITE);
        apply(engine, 44);
        time.pass(NOT_QUITE);
        assertReported(engine, 42L, true);
        time.pass(Duration.ofSeconds(1));
        assertReported(engine, 44L, false);
    }

    @Test
    void aRestartBeginsTheProbationAgainAndKeepsWhatHasProved() throws Exception {
        Engine first = engine();
        prove(first, 42);
        engines.stop(first);
        Engine second = engine();
        assertReported(second, 42L, false);
        apply(second, 43);
        engines.stop(second);
        Engine third = engine();
        time.pass(NOT_QUITE);
        assertReported(third, 42L, true);
    }

    @Test
    void aClockThatIsSetPromotesNothing() throws Exception {
        Engine engine = engine();
        apply(engine, 42);
        time.setWallClock(time.instant().plus(Duration.ofDays(300)));
        assertReported(engine, null, true);
    }

    @Test
    void fallsBackOnTheVerdictOfTheHostAndNeverTakesTheSnapshotAgain() throws Exception {
        Engine engine = engine();
        List<Long> heard = new CopyOnWriteArrayList<>();
        engine.add(snapshot -> heard.add(snapshot.revision()));
        prove(engine, 42);
        apply(engine, 43);
        assertThat(engine.condemn(engine.current(), "12 errors in 5 s")).isTrue();
        await().atMost(FIVE_SECONDS).until(() -> engine.current().revision() == 42);
        await().until(() -> heard.equals(List.of(42L, 43L, 42L)));
        assertThat(engine.current().origin()).isEqualTo(Origin.CONTROL_PLANE);
        assertReported(engine, 42L, false);
        PollReport report = controlPlane.lastReport();
        assertThat(report.refused().code()).isEqualTo(RefusalCode.PROBATION_FAILED);
        assertThat(report.refused().detail()).isEqualTo("12 errors in 5 s");
        assertThat(report.seen()).as("falling back is not applying").isEqualTo(id(43));
        assertThat(report.applied()).isEqualTo(id(42));
        engines.poll(engine, Published.of(1, 43).fetched());
        assertThat(engine.current().revision()).isEqualTo(42);
        engines.poll(engine, Published.of(1, 41).fetched());
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
        apply(engine, 44);
        assertThat(engine.status().refused()).isNull();
    }

    @Test
    void theVerdictCountsOnlyForTheSnapshotOnProbation() throws Exception {
        Engine engine = engine();
        assertThat(engine.condemn(engine.current(), "broken")).isFalse();
        apply(engine, 42);
        Snapshot old = engine.current();
        apply(engine, 43);
        assertThat(engine.condemn(old, "broken")).isFalse();
        time.pass(Duration.ofSeconds(60));
        assertReported(engine, 43L, false);
        assertThat(engine.condemn(engine.current(), "broken")).isFalse();
        assertThat(engine.current().revision()).isEqualTo(43);
    }

    @Test
    void oneVerdictAfterTheOtherLeadsBackToLastKnownGoodAndNoFurther() throws Exception {
        Engine engine = engine();
        prove(engine, 42);
        apply(engine, 43);
        apply(engine, 44);
        condemn(engine, 43);
        condemn(engine, 42);
        assertThat(engine.condemn(engine.current(), "broken")).isFalse();
    }

    @Test
    void fallsBackToTheDefaultsWhereNothingElseWasEverServed() throws Exception {
        Engine engine = engine();
        apply(engine, 42);
        condemn(engine, 0);
        assertThat(engine.current().origin()).isEqualTo(Origin.DEFAULTS);
        assertReported(engine, null, false);
    }

    @Test
    void fallsBackToAnOlderGenerationOfTheDiskAfterARestart() throws Exception {
        Engine first = engine();
        prove(first, 42);
        apply(first, 43);
        engines.stop(first);
        Engine second = engine();
        assertThat(second.current().revision()).isEqualTo(43);
        condemn(second, 42);
        engines.stop(second);
        Engine third = engine();
        assertThat(third.current().revision()).isEqualTo(42);
        assertThat(third.status().refused().code()).isEqualTo(RefusalCode.PROBATION_FAILED);
        controlPlane.then(Published.of(1, 43).fetched());
        third.pollOnce();
        assertThat(third.current().revision()).isEqualTo(42);
    }

    @Test
    void aCondemnedSnapshotIsTriedOnceMoreAfterTenMinutesAlsoOverRestarts() throws Exception {
        Engine first = engine();
        prove(first, 42);
        apply(first, 43);
        condemn(first, 42);
        time.pass(Duration.ofMinutes(10));
        apply(first, 43);
        condemn(first, 42);
        assertRemembered(first);
        engines.stop(first);
        Engine second = engine();
        time.pass(Duration.ofMinutes(30));
        assertReported(second, 42L, false);
        assertThat(controlPlane.lastReport().seen()).isEqualTo(id(43));
        controlPlane.then(Published.of(1, 43).fetched());
        second.pollOnce();
        assertThat(second.current().revision()).isEqualTo(42);
    }

    @Test
    void lastKnownGoodIsNeverPruned() throws Exception {
        Engine first = engine();
        prove(first, 42);
        for (int revision = 43; revision <= 50; revision++) {
            apply(first, revision);
            String newest = "1." + revision;
            await().until(() -> first.status().generations().contains(newest));
        }
        assertThat(first.status().generations()).containsExactly("1.50", "1.49", "1.48", "1.42");
        prove(first, 51);
        await().until(() -> first.status().generations().contains("1.51"));
        apply(first, 52);
        await().until(() -> first.status().generations().contains("1.52"));
        assertThat(first.status().generations()).doesNotContain("1.42");
    }

    @Test
    void provesItselfInMemoryWhereThereIsNoDisk() throws Exception {
        Engine engine = engines.open(ConfigAgent.builder());
        prove(engine, 42);
        apply(engine, 43);
        condemn(engine, 42);
    }

    private Engine engine() {
        return engines.open(directory.resolve("cache"));
    }

    private void apply(Engine engine, long revision) throws InterruptedException {
        engines.poll(engine, Published.of(1, revision).fetched());
        assertThat(engine.current().revision()).isEqualTo(revision);
    }

    private void prove(Engine engine, long revision) throws InterruptedException {
        apply(engine, revision);
        time.pass(Duration.ofSeconds(60));
        assertReported(engine, revision, false);
    }

    private void condemn(Engine engine, long expected) {
        await().until(() -> engine.condemn(engine.current(), "broken"));
        await().atMost(FIVE_SECONDS)
                .until(() -> engine.current().revision() == expected
                        && engine.status().refused() != null);
    }

    /** The verdict is carried out on a thread of its own: its memory may be written a moment after the fall. */
    private void assertRemembered(Engine engine) throws InterruptedException {
        engines.poll(engine, new Unchanged(null));
        assertThat(controlPlane.lastReport().seen()).isEqualTo(id(43));
    }

    private void assertReported(Engine engine, Long lastGood, boolean probation) throws InterruptedException {
        engines.poll(engine, new Unchanged(null));
        SnapshotId reported = controlPlane.lastReport().lastGood();
        assertThat(reported == null ? null : reported.revision()).isEqualTo(lastGood);
        assertThat(controlPlane.lastReport().probation()).isEqualTo(probation);
    }

    private static SnapshotId id(long revision) {
        return Published.of(1, revision).id();
    }
}
