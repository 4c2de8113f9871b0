package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control services with a copy each of one database, behind one load balancer; and databases that were set back. */
@Tag("G3")
class SplitBrainTests {

    private static final int POLLS = 1_000;

    @TempDir
    private Path directory;

    private final MutableTime time = new MutableTime();
    private final Twin left = new Twin("left");
    private final Twin right = new Twin("right");
    private final List<Engine> engines = new ArrayList<>();

    /** A control service that answers polls as the contract says. */
    private static final class Twin implements ControlPlane {

        private final String name;
        private Published head = Published.of(1, 42);
        private PollReport last;
        private boolean insistent;

        Twin(String name) {
            this.name = name;
        }

        void publish() {
            publish(head.epoch(), head.revision() + 1);
        }

        void publish(long epoch, long revision) {
            head = Published.of(epoch, revision).salt(name);
        }

        @Override
        public PollOutcome poll(PollReport report) {
            last = report;
            SnapshotId seen = report.seen();
            SnapshotId own = head.id();
            boolean newer = seen == null || !seen.sameLineage(own) || own.isAbove(seen);
            boolean other = !newer && !seen.isAbove(own) && !seen.equals(own);
            return newer || other || insistent ? head.fetched() : new PollOutcome.Unchanged(null);
        }
    }

    /** Sends each poll to the one or the other. */
    private final class Balancer implements ControlPlane {

        private Twin next = left;

        @Override
        public PollOutcome poll(PollReport report) throws InterruptedException {
            return next.poll(report);
        }
    }

    @AfterEach
    void close() {
        engines.forEach(Engine::close);
    }

    @Test
    void whatCameFirstStaysAndTheOtherIsToldOfWithinTwoPolls() throws Exception {
        Balancer balancer = new Balancer();
        Engine engine = engine(balancer, null);
        left.publish();
        right.publish();
        engine.pollOnce();
        SnapshotId first = left.head.id();
        balancer.next = right;
        engine.pollOnce();
        assertThat(engine.current().digest()).isEqualTo(first.digest());
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.EQUIVOCATION);
        assertThat(engine.status().reasons()).containsExactly(Reason.REFUSED);
        balancer.next = left;
        engine.pollOnce();
        assertThat(left.last.refused().digest()).isEqualTo(right.head.id().digest());
        assertThat(left.last.applied().digest()).isEqualTo(first.digest());
        assertThat(engine.current().digest()).isEqualTo(first.digest());
    }

    @Test
    void aBalancerThatAlternatesMakesNoAgentFlipAndANewEpochEndsIt() throws Exception {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        Balancer balancer = new Balancer();
        Engine engine = engine(balancer, null);
        List<Long> applied = new ArrayList<>();
        engine.add(snapshot -> applied.add(snapshot.revision()));
        Set<Long> published = new HashSet<>(Set.of(42L));
        for (int poll = 0; poll < POLLS; poll++) {
            Twin twin = random.nextBoolean() ? left : right;
            if (random.nextInt(5) == 0) {
                twin.publish();
                published.add(twin.head.revision());
            }
            balancer.next = poll % 2 == 0 ? left : right;
            engine.pollOnce();
        }
        assertThat(applied).as("seed " + seed).isSorted().doesNotHaveDuplicates();
        assertThat(applied).hasSizeBetween(10, published.size());

        left.publish(2, 1);
        balancer.next = left;
        engine.pollOnce();
        assertThat(engine.current().epoch()).isEqualTo(2);
        Snapshot resolved = engine.current();
        balancer.next = right;
        right.publish();
        engine.pollOnce();
        assertThat(engine.current()).isSameAs(resolved);
        assertThat(engine.status().refused()).as("not even offered").isNull();
        right.insistent = true;
        engine.pollOnce();
        assertThat(engine.current()).isSameAs(resolved);
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
    }

    @Test
    void anAgentWhoseDiskWasWipedTakesAnOldDatabaseAndOneThatKeptItsDiskDoesNot() throws Exception {
        Path wiped = directory.resolve("wiped");
        Path kept = directory.resolve("kept");
        for (Path cache : List.of(wiped, kept)) {
            Engine engine = engine(report -> Published.of(1, 42).fetched(), cache);
            engine.pollOnce();
            engine.close();
        }
        try (Stream<Path> files = Files.list(wiped)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        ControlPlane restored = report -> Published.of(1, 30).fetched();
        Engine first = engine(restored, wiped);
        first.pollOnce();
        assertThat(first.current().revision()).isEqualTo(30);
        Engine second = engine(restored, kept);
        second.pollOnce();
        assertThat(second.current().revision()).isEqualTo(42);
        assertThat(second.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
    }

    private Engine engine(ControlPlane controlPlane, Path cache) {
        AgentBuilder builder = ConfigAgent.builder().cacheDir(cache);
        Engine engine = new Engine(builder.settings(), new AgentObserver() {}, time, time, controlPlane);
        engines.add(engine);
        return engine;
    }
}
