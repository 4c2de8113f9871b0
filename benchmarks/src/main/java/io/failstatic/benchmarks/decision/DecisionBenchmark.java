package io.failstatic.benchmarks.decision;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One request decided: tenant, route, rate and three flags, of {@code size} of each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {

    @Param
    DecisionContestants contestant = DecisionContestants.FAILSTATIC;

    @Param("1000")
    int size;

    private DecisionContestant prepared;
    private int next;

    @Setup
    public void prepare() {
        prepared = contestant.prepare(new DecisionScenario(size));
    }

    @Benchmark
    public int decide() {
        return prepared.decide(next++ & (DecisionScenario.REQUESTS - 1));
    }
}
