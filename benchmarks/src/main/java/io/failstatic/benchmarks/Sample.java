package io.failstatic.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Figures of all rounds. <em>Immutable.</em> */
record Sample(double median, double least, double most) {

    static Sample of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Sample(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The least and the most. */
    String spread() {
        return "[" + shown(least) + " - " + shown(most) + "]";
    }

    static String shown(double figure) {
        String format = figure < 10 ? "%.2f" : figure < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, figure);
    }
}
