package io.failstatic.benchmarks.host;

import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import io.failstatic.benchmarks.snapshot.SnapshotScenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What one agent cost a process that had not had one before. <em>Immutable.</em>
 *
 * @param startMillis until {@code start()} had returned, with a snapshot on disk; classes were loaded in that time
 * @param heapBytes live objects more than before, once the control plane had answered
 * @param threads names of the threads more than before
 */
public record HostCost(double startMillis, long heapBytes, List<String> threads) {

    static final String MARK = "host-cost ";

    private static final int ROUNDS = 5;

    /** With the smallest snapshot, so that what is measured is not the snapshot. */
    public static HostCost ofAgent() throws IOException, InterruptedException {
        return measure(SnapshotBuilder.snapshot()
                .flag("flag", "flag", true)
                .revision(1)
                .bytes());
    }

    /** With a snapshot of so many resources. */
    public static HostCost withResources(int resources) throws IOException, InterruptedException {
        return measure(new SnapshotScenario(resources).json(1));
    }

    /** The round that started in the median time; a first one, that does not count, fills the disk. */
    private static HostCost measure(byte[] snapshot) throws IOException, InterruptedException {
        Path cache = Files.createTempDirectory("host-cost");
        try (ControlPlaneSimulator controlPlane = new ControlPlaneSimulator().start()) {
            controlPlane.publish(new String(snapshot, StandardCharsets.UTF_8));
            run(controlPlane, cache);
            HostCost[] costs = new HostCost[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                costs[round] = run(controlPlane, cache);
            }
            Arrays.sort(costs, (a, b) -> Double.compare(a.startMillis, b.startMillis));
            return costs[ROUNDS / 2];
        }
    }

    private static HostCost run(ControlPlaneSimulator controlPlane, Path cache)
            throws IOException, InterruptedException {
        Process host = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Host.class.getName(),
                        controlPlane.url(),
                        controlPlane.token(),
                        cache.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        host.waitFor();
        return parse(said);
    }

    static HostCost parse(String said) {
        String[] words = said.lines()
                .filter(line -> line.startsWith(MARK + "CURRENT "))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("host: " + said + " (expected: a control plane that was heard of)"))
                .split(" ", -1);
        return new HostCost(
                Double.parseDouble(words[2]) / 1000,
                Long.parseLong(words[3]),
                words[4].isEmpty() ? List.of() : List.of(words[4].split(",", -1)));
    }
}
