package io.failstatic.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.util.FileSystemUtils;

/** A snapshot of {@code size} bytes written durably, in the directory for temporary files. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DiskBenchmark {

    /** The size that the goal is about. */
    public static final int MEGABYTE = 1 << 20;

    @Param
    DiskContestants contestant = DiskContestants.FAILSTATIC;

    @Param("1048576")
    int size;

    private Path directory;
    private DiskContestants.Contestant prepared;

    @Setup
    public void prepare() throws IOException {
        directory = Files.createTempDirectory("benchmarks-disk");
        prepared = contestant.prepare(directory, size);
    }

    @Benchmark
    public boolean write() {
        return prepared.write();
    }

    @TearDown
    public void clean() throws IOException {
        FileSystemUtils.deleteRecursively(directory);
    }
}
