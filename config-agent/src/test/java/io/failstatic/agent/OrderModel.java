package io.failstatic.agent;

import io.failstatic.agent.OrderOracle.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs an agent through random histories and compares each of its decisions with the oracle's. */
final class OrderModel {

    private static final int STEPS = 20;

    /** The part of an agent that is put to the test. */
    interface Agent extends AutoCloseable {

        SnapshotId id(Offer offer);

        Verdict receive(Offer offer);

        @Nullable
        SnapshotId applied();

        @Nullable
        SnapshotId highest();

        /** Whether {@link #highest()} can be told from outside. */
        default boolean showsHighest() {
            return true;
        }

        /** Falls back from what is in force; false where that has proved itself. */
        boolean fallBack();

        /**
         * Starts again from a generation, null for none; with or without what it remembered.
         *
         * @return what it serves then; something older where it may not start from the generation
         */
        @Nullable
        SnapshotId restart(@Nullable Offer from, boolean memoryLost);

        void pass(Duration time);

        @Override
        default void close() {}
    }

    /** @param first the first violation, null when there was none */
    record Result(
            int histories,
            long offers,
            long applications,
            long violations,
            @Nullable String first) {}

    private final List<String> violations = new ArrayList<>();
    private long count;
    private long offers;
    private long applications;

    private OrderModel() {}

    static Result run(int histories, long seed, Supplier<Agent> agents) {
        OrderModel model = new OrderModel();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int history = 0; history < histories; history++) {
            long own = seeds.nextLong();
            try (Agent agent = agents.get()) {
                model.new History(own, agent).run();
            }
        }
        return new Result(
                histories,
                model.offers,
                model.applications,
                model.count,
                model.violations.isEmpty() ? null : model.violations.get(0));
    }

    /** One agent in one world. */
    private final class History {

        private final long seed;
        private final SplittableRandom random;
        private final RandomHistory world;
        private final Agent agent;
        private final OrderOracle oracle = new OrderOracle();
        private final List<Offer> served = new ArrayList<>();
        private Duration now = Duration.ZERO;

        History(long seed, Agent agent) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.world = new RandomHistory(random);
            this.agent = agent;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 3, 4 -> world.change();
                    case 5, 6 -> offer(world.anything());
                    case 7 -> alternate();
                    case 8 -> restart();
                    case 9 -> fallBack();
                    case 10 -> pass(random.nextBoolean() ? Duration.ofSeconds(61) : Duration.ofMinutes(11));
                    default -> offer(world.head());
                }
            }
        }

        private void alternate() {
            for (int n = 0; n < 4; n++) {
                offer(world.head());
            }
        }

        private void offer(Offer offer) {
            offers++;
            oracle.forgive(now);
            SnapshotId id = agent.id(offer);
            Verdict expected = oracle.expects(id, offer.valid());
            Verdict actual = agent.receive(offer);
            if (expected != actual) {
                violated("expected " + expected + ", was " + actual, id);
            }
            oracle.done(id, expected);
            if (actual == Verdict.APPLY) {
                applications++;
                served.add(offer);
                check(!oracle.isBroken(id), "applied what is lower, or a second content", id);
            }
            compare(id);
        }

        private void restart() {
            boolean memoryLost = random.nextInt(4) == 0;
            int back = memoryLost || served.isEmpty() ? 1 : random.nextInt(Math.min(4, served.size() + 1));
            Offer from = served.isEmpty() || back == 0 ? null : served.get(served.size() - back);
            SnapshotId found = agent.restart(from, memoryLost);
            checkServed(found);
            oracle.restarted(found, memoryLost);
            compare(null);
        }

        private void fallBack() {
            SnapshotId from = agent.applied();
            if (from != null && agent.fallBack()) {
                SnapshotId to = agent.applied();
                checkServed(to);
                oracle.fellBack(from, to, now);
                compare(null);
            }
        }

        private void checkServed(@Nullable SnapshotId id) {
            check(
                    id == null
                            || served.stream().anyMatch(offer -> agent.id(offer).equals(id)),
                    "went back to what was never served",
                    id);
        }

        private void pass(Duration time) {
            now = now.plus(time);
            agent.pass(time);
        }

        private void compare(@Nullable SnapshotId at) {
            check(
                    !agent.showsHighest() || Objects.equals(agent.highest(), oracle.highest()),
                    "seen is not what was seen",
                    at);
            check(Objects.equals(agent.applied(), oracle.applied()), "serves something else", at);
        }

        private void check(boolean holds, String what, @Nullable SnapshotId at) {
            if (!holds) {
                violated(what, at);
            }
        }

        private void violated(String what, @Nullable SnapshotId at) {
            count++;
            if (violations.isEmpty()) {
                violations.add("history " + seed + ": " + what + " at " + at + " after " + oracle.highest());
            }
        }
    }
}
