package io.failstatic.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was measured so far, one figure per cell and round. <em>Not thread-safe.</em> */
final class Measurements {

    private final Map<Cell, List<Measurement>> byCell = new LinkedHashMap<>();

    void add(Cell cell, Measurement measurement) {
        byCell.computeIfAbsent(cell, c -> new ArrayList<>()).add(measurement);
    }

    Set<Cell> cells() {
        return byCell.keySet();
    }

    Sample nanos(Cell cell) {
        return Sample.of(of(cell).stream().mapToDouble(Measurement::nanos).toArray());
    }

    Sample bytes(Cell cell) {
        return Sample.of(of(cell).stream().mapToDouble(Measurement::bytes).toArray());
    }

    /** Times of one cell over those of another, each pair from the same round: what disturbs a round disturbs both. */
    Sample ratio(Cell cell, Cell over) {
        List<Measurement> a = of(cell);
        List<Measurement> b = of(over);
        double[] ratios = new double[Math.min(a.size(), b.size())];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = a.get(round).nanos() / b.get(round).nanos();
        }
        return Sample.of(ratios);
    }

    /** How the time of a cell grows with its size, over how that of another does; all four from the same round. */
    Sample growth(Cell large, Cell small, Cell otherLarge, Cell otherSmall) {
        int rounds = List.of(large, small, otherLarge, otherSmall).stream()
                .mapToInt(cell -> of(cell).size())
                .min()
                .orElseThrow();
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double ours = of(large).get(round).nanos() / of(small).get(round).nanos();
            double theirs = of(otherLarge).get(round).nanos()
                    / of(otherSmall).get(round).nanos();
            ratios[round] = ours / theirs;
        }
        return Sample.of(ratios);
    }

    private List<Measurement> of(Cell cell) {
        List<Measurement> measured = byCell.get(cell);
        if (measured == null) {
            throw new IllegalStateException(cell + ": not measured");
        }
        return measured;
    }
}
