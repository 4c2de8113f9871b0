package io.failstatic.benchmarks;

import io.failstatic.agent.SnapshotBenchmark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures cells round by round, each in a JVM of its own, so that contestants of one round meet the same weather. */
final class Contest {

    // Compiling in the foreground makes warming up a matter of work done, not of time passed beside busy neighbours.
    private static final List<String> JVM = List.of(
            "-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-XX:-BackgroundCompilation", "-Dslf4j.internal.verbosity=ERROR");

    private static final int SNAPSHOTS_PER_WARM_UP = 2_500;
    private static final int SNAPSHOT_ITERATIONS = 3;

    private final int warmups;
    private final int iterations;
    private final TimeValue time;

    Contest(int warmups, int iterations, TimeValue time) {
        this.warmups = warmups;
        this.iterations = iterations;
        this.time = time;
    }

    void round(Collection<Cell> cells, Measurements into) throws RunnerException {
        for (Cell cell : cells) {
            Measurement measured = measure(cell);
            System.out.printf(
                    "  %-45s %14s ns/op %12s B/op%n",
                    cell, Sample.shown(measured.nanos()), Sample.shown(measured.bytes()));
            into.add(cell, measured);
        }
    }

    private Measurement measure(Cell cell) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include("^" + cell.suite().getName().replace(".", "\\.") + "\\.")
                        .param("contestant", cell.contestant().name())
                        .param("size", Integer.toString(cell.size()))
                        .forks(1)
                        .jvmArgs(JVM.toArray(String[]::new))
                        .jvmArgsAppend("-Dsnapshot.warm-up=" + warmups * SNAPSHOTS_PER_WARM_UP)
                        .warmupIterations(warmups)
                        .warmupTime(time)
                        .measurementIterations(iterations(cell))
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        double[] nanos = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> cell.time() == Cell.Time.WALL
                        ? iteration.getPrimaryResult().getScore()
                        : secondary(iteration.getSecondaryResults(), CpuTime.RESULT))
                .toArray();
        return new Measurement(
                Sample.of(nanos).median(), secondary(result.getSecondaryResults(), "gc.alloc.rate.norm"));
    }

    /** The collector comes by every few hundred snapshots: their median needs more iterations. */
    private int iterations(Cell cell) {
        return cell.suite() == SnapshotBenchmark.class ? SNAPSHOT_ITERATIONS * iterations : iterations;
    }

    @SuppressWarnings("rawtypes") // JMH's own signature
    private static double secondary(Map<String, Result> results, String name) {
        Result<?> result = results.get(name);
        if (result == null) {
            throw new IllegalStateException(name + ": not measured by this JVM");
        }
        return result.getScore();
    }
}
