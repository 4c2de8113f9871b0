package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.failstatic.agent.OrderModel.Result;
import io.failstatic.agent.PollOutcome.Fetched;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** The order of snapshots against an oracle of its own, over random histories; {@code -Dseed=…} replays a run. */
@Tag("G3")
class OrderModelTests {

    private static final int HISTORIES = 1_000_000;
    private static final int WHOLE_INTAKE = Integer.getInteger("intake.histories", 20_000);
    private static final int WHOLE_AGENT = Integer.getInteger("agent.histories", 25);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.failstatic.agent");

    private static Level before;

    @TempDir(factory = MemoryDirectory.class)
    private Path scratch;

    private final long seed = Long.getLong("seed", new SplittableRandom().nextLong());

    @BeforeAll
    static void hush() {
        before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(before);
    }

    @Test
    void noHistoryLeadsBackOrToASecondContentOfOneRevision() {
        assertNoViolation("order", HISTORIES, () -> new OrderOnlyAgent(SnapshotOrder::of));
    }

    @Test
    void theWholeIntakeDecidesAsTheTableSays() {
        Map<Offer, Fetched> rendered = IntakeAgent.rendering();
        assertNoViolation("intake", WHOLE_INTAKE, () -> {
            if (rendered.size() > 50_000) {
                rendered.clear();
            }
            return new IntakeAgent(rendered);
        });
    }

    /** Restarts are real ones: what the disk has, some of it damaged, is all that the next agent knows. */
    @Test
    void anAgentThatRestartsFromItsDirectoryDecidesAsTheTableSays() {
        Map<Offer, Fetched> rendered = IntakeAgent.rendering();
        AtomicInteger directories = new AtomicInteger();
        assertNoViolation(
                "whole agent",
                WHOLE_AGENT,
                () -> new CachedAgent(scratch.resolve("cache-" + directories.incrementAndGet()), rendered));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void aWrongOrderIsCaught(String name, BiFunction<SnapshotId, SnapshotId, SnapshotOrder> mutant) {
        assertThat(OrderModel.run(20_000, seed, () -> new OrderOnlyAgent(mutant))
                        .violations())
                .isPositive();
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                mutant(
                        "not lower is newer",
                        (seen, next) -> seen.isAbove(next) ? SnapshotOrder.STALE : SnapshotOrder.NEWER),
                mutant(
                        "whatever the epoch",
                        (seen, next) ->
                                next.revision() > seen.revision() ? SnapshotOrder.NEWER : SnapshotOrder.of(seen, next)),
                mutant(
                        "whatever the digest",
                        (seen, next) -> !seen.isAbove(next) && !next.isAbove(seen)
                                ? SnapshotOrder.SAME
                                : SnapshotOrder.of(seen, next)),
                mutant(
                        "whatever the lineage",
                        (seen, next) -> SnapshotOrder.of(
                                new SnapshotId(next.lineage(), seen.epoch(), seen.revision(), seen.digest()), next)),
                mutant(
                        "one step further",
                        (seen, next) -> next.epoch() == seen.epoch()
                                        && next.revision() - seen.revision() == SnapshotOrder.LARGEST_REVISION_STEP + 1
                                ? SnapshotOrder.NEWER
                                : SnapshotOrder.of(seen, next)),
                mutant(
                        "one step less",
                        (seen, next) -> next.epoch() - seen.epoch() == SnapshotOrder.LARGEST_EPOCH_STEP
                                ? SnapshotOrder.JUMP
                                : SnapshotOrder.of(seen, next)));
    }

    @Test
    void anAgentThatForgetsWhatItSawIsCaught() {
        Supplier<OrderModel.Agent> forgetful = () -> new OrderOnlyAgent(SnapshotOrder::of) {
            @Override
            public SnapshotId restart(Offer from, boolean memoryLost) {
                return super.restart(from, true);
            }
        };
        assertThat(OrderModel.run(20_000, seed, forgetful).violations()).isPositive();
    }

    /** Two control services with one database's copy each, behind one load balancer (B-01, B-02). */
    @Test
    void twoControlPlanesOfOneIdentityNeverMakeAnAgentFlip() {
        IntakeAgent agent = new IntakeAgent(new HashMap<>());
        SplittableRandom random = new SplittableRandom(seed);
        long left = 1;
        long right = 1;
        List<Long> applied = new ArrayList<>();
        for (int poll = 0; poll < 1_000; poll++) {
            boolean first = poll % 2 == 0;
            if (random.nextInt(10) == 0) {
                left += first ? 1 : 0;
                right += first ? 0 : 1;
            }
            long revision = first ? left : right;
            Offer offer = new Offer("a", 1, revision, revision == 1 ? "both" : first ? "left" : "right", true);
            if (agent.receive(offer) == OrderOracle.Verdict.APPLY) {
                applied.add(revision);
            }
        }
        assertThat(applied).as("seed " + seed).isSorted().doesNotHaveDuplicates();
        assertThat(applied).hasSizeGreaterThan(10);
    }

    private void assertNoViolation(String what, int histories, Supplier<OrderModel.Agent> agents) {
        Result result = OrderModel.run(histories, seed, agents);
        System.out.printf(
                "G3 %s: %,d histories, %,d offers, %,d applied, %d violations, seed %d%n",
                what, result.histories(), result.offers(), result.applications(), result.violations(), seed);
        assertThat(result.first()).as("seed " + seed).isNull();
        assertThat(result.applications()).isGreaterThan(histories);
    }

    /** An order that takes what comes first as the agent does, and is wrong from then on. */
    private static Arguments mutant(String name, BiFunction<SnapshotId, SnapshotId, SnapshotOrder> order) {
        BiFunction<SnapshotId, SnapshotId, SnapshotOrder> mutant =
                (seen, next) -> seen == null ? SnapshotOrder.NEWER : order.apply(seen, next);
        return Arguments.of(name, mutant);
    }
}
