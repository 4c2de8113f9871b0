package io.failstatic.agent;

import io.failstatic.benchmarks.snapshot.SnapshotScenario;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The bytes of a snapshot of {@code size} resources made into configuration. Here because what does it is not public. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SnapshotBenchmark {

    private static final int WARM_UP_READS = Integer.getInteger("snapshot.warm-up", 100);

    @Param
    SnapshotContestants contestant = SnapshotContestants.FAILSTATIC;

    @Param("1000")
    int size;

    private SnapshotContestants.Contestant prepared;

    @Setup
    public void prepare(Blackhole hole) {
        prepared = contestant.prepare(new SnapshotScenario(size));
        // A parser is compiled to the end after thousands of snapshots; how many seconds that takes depends on
        // neighbours.
        for (int i = 0; i < WARM_UP_READS; i++) {
            hole.consume(prepared.read());
        }
    }

    @Benchmark
    public Object read() {
        return prepared.read();
    }
}
