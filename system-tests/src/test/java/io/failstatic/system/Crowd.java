package io.failstatic.system;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Users who send one request after the other, some hundred a second together; whatever is not a 200 is a failure. */
final class Crowd implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final AtomicLong served = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads;
    private volatile boolean open = true;

    /** @param each told every answer, on the thread of its user; what it throws is a failure */
    Crowd(int users, URI target, String apiKey, Consumer<User.Answer> each) {
        threads = Executors.newFixedThreadPool(users);
        for (int i = 0; i < users; i++) {
            threads.execute(() -> use(new User(target, apiKey), each));
        }
    }

    private void use(User user, Consumer<User.Answer> each) {
        while (open) {
            try {
                User.Answer answer = user.send();
                if (answer.status() == 200) {
                    each.accept(answer);
                    served.incrementAndGet();
                } else {
                    failures.add("status " + answer.status() + " " + answer.body());
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(e.toString());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        try {
            user.close();
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    long served() {
        return served.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    void awaitServed(long more) {
        long until = served.get() + more;
        Awaitility.await(more + " more requests served")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> served.get() >= until);
    }

    @Override
    public void close() {
        goHome();
    }

    /** Ends with the requests that are under way, and waits for their answers. */
    void goHome() {
        open = false;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
