package io.failstatic.benchmarks;

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

    private Benchmarks() {}

    public static void main(String[] arguments) throws RunnerException {
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
