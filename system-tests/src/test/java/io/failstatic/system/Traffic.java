package io.failstatic.system;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Users behind a balancer: requests in turn to every edge that accepts connections, as long as it is open.
 *
 * <p>A refused connection moves the request to the next edge, as a balancer does; everything else but 200 is a failed
 * request. POST, because {@code java.net.http} sends a GET again by itself and would hide a failure.
 */
final class Traffic implements AutoCloseable {

    /** A request that was not served: by which edge, and what happened instead. */
    record Failure(Edge edge, long pid, String what) {}

    private static final int USERS = 4;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<Edge> edges;
    private final String apiKey;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong served = new AtomicLong();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService users = Executors.newScheduledThreadPool(USERS);
    private final List<Future<?>> schedules = new ArrayList<>();
    private volatile boolean open = true;

    private Traffic(List<Edge> edges, String apiKey) {
        this.edges = new CopyOnWriteArrayList<>(edges);
        this.apiKey = apiKey;
    }

    /** Two hundred requests a second, from four users. */
    static Traffic through(List<Edge> edges, String apiKey) {
        Traffic traffic = new Traffic(edges, apiKey);
        for (int user = 0; user < USERS; user++) {
            traffic.schedules.add(
                    traffic.users.scheduleAtFixedRate(traffic::request, 5L * user, 20, TimeUnit.MILLISECONDS));
        }
        return traffic;
    }

    /** What a balancer does with an edge before it is stopped on purpose; requests already sent are let finish. */
    void takeOut(Edge edge) {
        edges.remove(edge);
        awaitServed(20);
    }

    void putIn(Edge edge) {
        edges.add(edge);
    }

    long served() {
        return served.get();
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** Waits until this many more requests have been served: the passage of use, not of time. */
    void awaitServed(long more) {
        long until = served.get() + more;
        Awaitility.await(more + " more requests served")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> served.get() >= until);
    }

    private void request() {
        int refused = 0;
        while (open) {
            List<Edge> inRotation = List.copyOf(edges);
            Edge edge = inRotation.get(Math.floorMod(turn.getAndIncrement(), inRotation.size()));
            long pid = edge.pid();
            try {
                HttpResponse<Void> answer = http.send(
                        HttpRequest.newBuilder(edge.traffic("/hello"))
                                .header("X-Api-Key", apiKey)
                                .timeout(Duration.ofSeconds(10))
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    served.incrementAndGet();
                } else {
                    failures.add(new Failure(edge, pid, "status " + answer.statusCode()));
                }
                return;
            } catch (ConnectException e) {
                if (++refused == inRotation.size() * 50) {
                    failures.add(new Failure(edge, pid, "no edge accepts connections"));
                    return;
                }
            } catch (IOException e) {
                failures.add(new Failure(edge, pid, e.toString()));
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        open = false;
        if (schedules.stream().anyMatch(Future::isDone)) {
            throw new IllegalStateException("a user stopped before the test did (expected: requests all the way)");
        }
        users.shutdown();
        try {
            if (!users.awaitTermination(15, TimeUnit.SECONDS)) {
                users.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
