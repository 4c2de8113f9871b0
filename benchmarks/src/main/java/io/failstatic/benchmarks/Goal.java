package io.failstatic.benchmarks;

import java.util.List;

/** Something a figure must reach. <em>Immutable.</em> */
sealed interface Goal {

    /** How far a ratio may miss its goal before it counts as missed: machines are noisy. */
    double ALLOWANCE = 1.10;

    /** What JMH counts where nothing is allocated is below this; the least object takes 16 bytes. */
    double NO_BYTES = 0.5;

    /** The figure: a number that people know the goal by, and a few words. */
    String row();

    String what();

    List<Cell> cells();

    Verdict judge(Measurements measurements);

    /** The time of one cell is at most so many times that of another. */
    record AtMost(String row, String what, Cell cell, Cell over, double must, double stretch) implements Goal {

        @Override
        public List<Cell> cells() {
            return List.of(cell, over);
        }

        @Override
        public Verdict judge(Measurements measurements) {
            Sample ratio = measurements.ratio(cell, over);
            return new Verdict(
                    "<= " + Sample.shown(must) + " x (stretch " + Sample.shown(stretch) + ")",
                    Sample.shown(ratio.median()) + " x " + ratio.spread(),
                    ratio.median() <= must * ALLOWANCE);
        }
    }

    /**
     * The time of one cell grows with its size at most so many times as that of hand-written code does, which reads as much
     * memory: what leaves the caches costs everybody.
     */
    record GrowsAtMost(String row, String what, Cell large, Cell small, Cell handLarge, Cell handSmall, double must)
            implements Goal {

        @Override
        public List<Cell> cells() {
            return List.of(large, small, handLarge, handSmall);
        }

        @Override
        public Verdict judge(Measurements measurements) {
            Sample growth = measurements.growth(large, small, handLarge, handSmall);
            return new Verdict(
                    "<= " + Sample.shown(must) + " x its growth",
                    Sample.shown(growth.median()) + " x " + growth.spread() + ", by hand "
                            + Sample.shown(
                                    measurements.ratio(handLarge, handSmall).median()) + " x",
                    growth.median() <= must * ALLOWANCE);
        }
    }

    /** One cell is at least so many times faster than another. */
    record Faster(String row, String what, Cell cell, Cell than, double must) implements Goal {

        @Override
        public List<Cell> cells() {
            return List.of(cell, than);
        }

        @Override
        public Verdict judge(Measurements measurements) {
            Sample ratio = measurements.ratio(than, cell);
            return new Verdict(
                    ">= " + Sample.shown(must) + " x faster",
                    Sample.shown(ratio.median()) + " x " + ratio.spread(),
                    ratio.median() >= must / ALLOWANCE);
        }
    }

    /** A cell allocates nothing, in any round. */
    record NoAllocation(String row, String what, Cell cell) implements Goal {

        @Override
        public List<Cell> cells() {
            return List.of(cell);
        }

        @Override
        public Verdict judge(Measurements measurements) {
            Sample bytes = measurements.bytes(cell);
            return new Verdict("0 B/op", Sample.shown(bytes.most()) + " B/op", bytes.most() < NO_BYTES);
        }
    }

    /**
     * What became of a goal.
     *
     * @param goal in words
     * @param measured in words, with its spread
     */
    record Verdict(String goal, String measured, boolean met) {}
}
