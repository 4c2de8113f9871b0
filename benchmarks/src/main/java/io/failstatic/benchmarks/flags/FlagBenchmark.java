package io.failstatic.benchmarks.flags;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One evaluation of one of {@code size} flags. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlagBenchmark {

    @Param
    FlagContestants contestant = FlagContestants.FAILSTATIC;

    @Param("1000")
    int size;

    private final int[] tenants = FlagScenario.askingTenants();
    private int[] flags;
    private FlagContestant prepared;
    private int next;

    @Setup
    public void prepare() {
        FlagScenario scenario = new FlagScenario(size);
        flags = scenario.askedFlags();
        prepared = contestant.prepare(scenario);
    }

    @Benchmark
    public boolean evaluate() {
        int question = next++ & (FlagScenario.QUESTIONS - 1);
        return prepared.isEnabled(flags[question], tenants[question]);
    }

    @TearDown
    public void close() {
        prepared.close();
    }
}
