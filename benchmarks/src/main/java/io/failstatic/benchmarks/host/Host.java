package io.failstatic.benchmarks.host;

import io.failstatic.agent.ConfigAgent;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process that does nothing but to start an agent, and prints what that cost. */
public final class Host {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private Host() {}

    /** Arguments: URL of the control plane, token, cache directory. */
    public static void main(String[] arguments) throws InterruptedException {
        Set<String> threadsBefore = threads();
        long heapBefore = heap();
        long begin = System.nanoTime();
        ConfigAgent agent = ConfigAgent.builder()
                .controlPlaneUrl(URI.create(arguments[0]))
                .token(arguments[1])
                .cacheDir(Path.of(arguments[2]))
                .hold(Duration.ofSeconds(1))
                .build();
        agent.start();
        long startMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
        agent.refresh();
        while (agent.status().lastPoll() == null && System.nanoTime() - begin < PATIENCE_NANOS) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        // One more poll is sent and held by then: what it needs is there.
        TimeUnit.MILLISECONDS.sleep(1500);
        Set<String> threads = threads();
        threads.removeAll(threadsBefore);
        long heap = heap() - heapBefore;
        System.out.println(HostCost.MARK + agent.status().sync() + " " + startMicros + " " + heap + " "
                + String.join(",", threads));
        agent.close();
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
