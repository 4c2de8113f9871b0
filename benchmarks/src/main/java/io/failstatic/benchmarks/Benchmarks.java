package io.failstatic.benchmarks;

import io.failstatic.benchmarks.host.HostCost;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs all suites and prints how the goals fared. Exits with 1 when one is missed.
 *
 * <p>Arguments: {@code --rounds=3}; {@code --rows=1,5} to look at some goals only; {@code --quick} for a look at whether
 * everything runs, whose figures mean little.
 */
public final class Benchmarks {

    private static final int ROUNDS = 3;
    private static final double START_MILLIS = 100;
    private static final double THREADS = 2;
    private static final double HEAP_MEGABYTES = 2;

    private Benchmarks() {}

    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        List<String> given = List.of(arguments);
        boolean quick = given.contains("--quick");
        int rounds = Integer.parseInt(value(given, "--rounds=", quick ? "1" : Integer.toString(ROUNDS)));
        Set<String> rows = Set.of(value(given, "--rows=", "").split(",", -1));
        List<Goal> goals = Goals.all().stream()
                .filter(goal -> rows.contains("") || rows.contains(goal.row()))
                .toList();
        Set<Cell> cells = new LinkedHashSet<>();
        goals.forEach(goal -> cells.addAll(goal.cells()));
        if (rows.contains("")) {
            cells.addAll(Goals.beside());
        }
        Contest contest =
                quick ? new Contest(1, 1, TimeValue.milliseconds(200)) : new Contest(6, 4, TimeValue.milliseconds(400));
        Measurements measurements = new Measurements();
        for (int round = 1; round <= rounds; round++) {
            System.out.printf("round %d of %d%n", round, rounds);
            contest.round(cells, measurements);
        }
        boolean met = print(goals, measurements);
        if (rows.contains("") || rows.contains("19")) {
            met &= printHostCost();
        }
        printFigures(measurements);
        System.exit(met ? 0 : 1);
    }

    private static boolean print(Collection<Goal> goals, Measurements measurements) {
        boolean allMet = true;
        System.out.println("\n| row | what | must | measured | |\n|---|---|---|---|---|");
        for (Goal goal : goals) {
            Goal.Verdict verdict = goal.judge(measurements);
            allMet &= verdict.met();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s |%n",
                    goal.row(),
                    goal.what(),
                    verdict.goal(),
                    verdict.measured(),
                    verdict.met() ? "met" : "MISSED");
        }
        return allMet;
    }

    private static boolean printHostCost() throws IOException, InterruptedException {
        HostCost cost = HostCost.ofAgent();
        boolean met = printHostRow("start-up, a small snapshot on disk", START_MILLIS, cost.startMillis(), "ms");
        met &= printHostRow("threads " + cost.threads(), THREADS, cost.threads().size(), "");
        met &= printHostRow("heap beside the snapshot", HEAP_MEGABYTES, cost.heapBytes() / 1e6, "MB");
        System.out.printf(
                Locale.ROOT,
                "| 19 | start-up, 1,000 resources on disk | | %s ms | |%n",
                Sample.shown(HostCost.withResources(1000).startMillis()));
        return met;
    }

    private static boolean printHostRow(String what, double must, double measured, String unit) {
        boolean met = measured <= must * Goal.ALLOWANCE;
        System.out.printf(
                Locale.ROOT,
                "| 19 | the agent in a host: %s | <= %.0f %s | %s %s | %s |%n",
                what,
                must,
                unit,
                Sample.shown(measured),
                unit,
                met ? "met" : "MISSED");
        return met;
    }

    private static void printFigures(Measurements measurements) {
        System.out.println("\n| measured | ns/op | | B/op |\n|---|---|---|---|");
        for (Cell cell : measurements.cells()) {
            Sample nanos = measurements.nanos(cell);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    cell,
                    Sample.shown(nanos.median()),
                    nanos.spread(),
                    Sample.shown(measurements.bytes(cell).median()));
        }
    }

    private static String value(List<String> arguments, String name, String otherwise) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(name))
                .map(argument -> argument.substring(name.length()))
                .findFirst()
                .orElse(otherwise);
    }
}
