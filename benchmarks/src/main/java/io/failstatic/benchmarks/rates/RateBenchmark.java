package io.failstatic.benchmarks.rates;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One request of one of {@code size} tenants counted, and allowed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RateBenchmark {

    @Param
    RateContestants contestant = RateContestants.FAILSTATIC;

    @Param("10000")
    int size;

    private int[] tenants;
    private RateContestant prepared;
    private int next;

    @Setup
    public void prepare() {
        RateScenario scenario = RateScenario.unlimited(size);
        tenants = scenario.askingTenants();
        prepared = contestant.prepare(scenario);
    }

    @Benchmark
    public boolean count() {
        return prepared.tryAcquire(tenants[next++ & (RateScenario.REQUESTS - 1)]);
    }
}
