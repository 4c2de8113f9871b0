package io.failstatic.benchmarks.routes;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One request matched against {@code size} rules. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteBenchmark {

    @Param
    RouteContestants contestant = RouteContestants.FAILSTATIC;

    @Param("1000")
    int size;

    private RouteContestant prepared;
    private int next;

    @Setup
    public void prepare() {
        prepared = contestant.prepare(new RouteScenario(size));
    }

    @Benchmark
    public int match() {
        return prepared.match(next++ & (RouteScenario.REQUESTS - 1));
    }
}
