package io.failstatic.system;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The load on one edge, in turns: users who send one request after the other, each on a connection that is kept, until so
 * many are answered. What a turn costs the process is counted while it lasts, so that edges can take turns.
 */
final class Turns implements AutoCloseable {

    private static final int USERS = 8;
    private static final int BUCKET_NANOS = 5_000;
    private static final int BUCKETS = 400_000;

    private final List<User> users = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(USERS);
    private final ProcessHandle process;
    private final AtomicLongArray latencies = new AtomicLongArray(BUCKETS);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private long requests;
    private Duration cpu = Duration.ZERO;

    Turns(Edge edge, String apiKey) {
        process = ProcessHandle.of(edge.pid()).orElseThrow();
        for (int i = 0; i < USERS; i++) {
            users.add(new User(edge.traffic("/hello"), apiKey));
        }
    }

    /** One turn. */
    void take(int count) throws InterruptedException {
        Duration before = cpuOfProcess();
        AtomicInteger left = new AtomicInteger(count);
        List<Future<?>> working = new ArrayList<>();
        users.forEach(user -> working.add(threads.submit(() -> send(user, left))));
        for (Future<?> each : working) {
            try {
                each.get();
            } catch (ExecutionException e) {
                failures.add(e.toString());
            }
        }
        requests += count;
        cpu = cpu.plus(cpuOfProcess().minus(before));
    }

    private void send(User user, AtomicInteger left) {
        while (left.getAndDecrement() > 0) {
            long begin = System.nanoTime();
            try {
                int status = user.send().status();
                if (status != 200) {
                    failures.add("status " + status);
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
            }
            long bucket = (System.nanoTime() - begin) / BUCKET_NANOS;
            latencies.incrementAndGet((int) Math.min(BUCKETS - 1, bucket));
        }
    }

    /** What the turns so far came to does not count; failures do. */
    void wereWarmUp() {
        for (int i = 0; i < BUCKETS; i++) {
            latencies.set(i, 0);
        }
        requests = 0;
        cpu = Duration.ZERO;
    }

    long requests() {
        return requests;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** CPU time of the edge for each request, in microseconds. */
    double cpuMicros() {
        return cpu.toNanos() / 1000.0 / requests;
    }

    /** The time within which this share of the requests was answered, in milliseconds. */
    double percentileMillis(double share) {
        long within = 0;
        int bucket = 0;
        while (bucket < BUCKETS && within + latencies.get(bucket) < share * requests) {
            within += latencies.get(bucket++);
        }
        return (bucket + 1) * (double) BUCKET_NANOS / 1_000_000;
    }

    private Duration cpuOfProcess() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (User user : users) {
            user.close();
        }
    }
}
