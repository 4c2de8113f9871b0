package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Throttled;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the wall clock says is written into logs and reports, and decides nothing. */
@Tag("G5")
class WallClockTests {

    private static final int POLLS = 400;
    private static final List<Instant> JUMPS = List.of(
            Instant.EPOCH,
            Instant.parse("1969-12-31T23:59:59Z"),
            Instant.parse("2016-12-31T23:59:59.999999999Z"),
            Instant.parse("2025-11-20T10:00:00Z"),
            Instant.parse("2027-11-20T10:00:00Z"),
            Instant.parse("2038-01-19T03:14:08Z"),
            Instant.parse("9999-12-31T23:59:59Z"));

    @TempDir
    private Path directory;

    /** Two agents with the same seed and the same answers, one of them with a clock that does what it likes. */
    @Test
    void anAgentWhoseClockJumpsDoesExactlyWhatItsTwinDoes() throws Exception {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        List<String> steady = life(seed, false);
        List<String> jumping = life(seed, true);
        for (int n = 0; n < POLLS; n++) {
            assertThat(jumping.get(n)).as("poll " + n + ", seed " + seed).isEqualTo(steady.get(n));
        }
        assertThat(steady).anySatisfy(poll -> assertThat(poll).contains("STALE]"));
        assertThat(steady).anySatisfy(poll -> assertThat(poll).contains("LISTENER_FAILED"));
    }

    @Test
    void aRefusalFromTheFutureGetsItsSecondChanceAllTheSame() throws Exception {
        MutableTime time = new MutableTime();
        ScriptedControlPlane controlPlane = new ScriptedControlPlane();
        SnapshotId failed = Published.of(1, 43).id();
        Refusal refusal = new Refusal(
                failed.lineage(),
                1,
                43,
                failed.digest(),
                RefusalCode.PROBATION_FAILED,
                null,
                "when the clock was wrong",
                time.instant().plus(Duration.ofDays(365)));
        DiskSnapshots disk = PersistingHost.disk(directory.resolve("cache"));
        disk.open();
        disk.write(new AgentMemory(failed, time.instant(), AgentVersion.CURRENT, List.of(refusal), List.of()), true);
        disk.close();
        Engine engine = new Engine(
                ConfigAgent.builder().cacheDir(directory.resolve("cache")).settings(),
                new AgentObserver() {},
                time,
                time,
                controlPlane);
        controlPlane.then(Published.of(1, 43).fetched());
        engine.pollOnce();
        assertThat(engine.current().revision()).isEqualTo(43);
        engine.close();
    }

    private static List<String> life(long seed, boolean jumps) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        MutableTime time = new MutableTime();
        ScriptedControlPlane controlPlane = new ScriptedControlPlane();
        Engine engine = new Engine(
                ConfigAgent.builder().settings(),
                new AgentObserver() {},
                time,
                time,
                controlPlane,
                new SplittableRandom(seed),
                null);
        List<Long> heard = new ArrayList<>();
        engine.add(snapshot -> {
            heard.add(snapshot.revision());
            if (snapshot.revision() % 3 == 0) {
                throw new IllegalStateException("broken");
            }
        });
        List<String> life = new ArrayList<>();
        long revision = 1;
        for (int poll = 0; poll < POLLS; poll++) {
            int chance = random.nextInt(10);
            Instant jump = JUMPS.get(random.nextInt(JUMPS.size()));
            if (jumps) {
                time.setWallClock(jump);
            }
            switch (chance) {
                case 0 -> controlPlane.then(Published.of(1, ++revision).fetched());
                case 1 ->
                    controlPlane.then(Published.of(1, Math.max(1, revision - 1)).fetched());
                case 2 -> controlPlane.then(new Throttled(503, Duration.ofSeconds(30)));
                case 3, 4 -> controlPlane.then(new Failed("refused"));
                default -> controlPlane.then(new Unchanged(null));
            }
            Duration delay = engine.pollOnce();
            AgentStatus status = engine.status();
            PollReport report = controlPlane.lastReport();
            life.add(
                    delay + " " + status.snapshot().revision() + " " + status.staleness() + " " + status.reasons() + " "
                            + status.circuit() + " "
                            + (status.refused() == null ? "" : status.refused().code()) + " "
                            + report.lastGood() + " " + report.probation() + " " + report.state() + " " + heard);
            time.pass(chance == 9 ? Duration.ofMinutes(10) : delay);
        }
        engine.close();
        return life;
    }
}
