package io.failstatic.agent.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The distribution side of a simulated control plane: what it has published, what is wrong with it, and how it answers a
 * request therefore. <em>Thread-safe.</em>
 */
final class SimulatedDistribution {

    static final String TOKEN = "simulated-agent-token";

    private final Object lock = new Object();
    private final List<RecordedPoll> polls = new ArrayList<>();
    private final List<PublishedSnapshot> published = new ArrayList<>();
    private Fault fault = new Fault.None();
    private @Nullable UnaryOperator<PublishedSnapshot> forgery;
    private @Nullable SigningKey key;
    private int pollInterval = 10;
    private boolean holding = true;
    private long changes;

    /** Publishes what comes next, by the revision that it should have. */
    PublishedSnapshot publishNext(LongFunction<PublishedSnapshot> next) {
        synchronized (lock) {
            PublishedSnapshot head = head();
            return publish(next.apply(head == null ? 1 : head.revision() + 1));
        }
    }

    PublishedSnapshot publish(PublishedSnapshot snapshot) {
        synchronized (lock) {
            PublishedSnapshot added = key == null ? snapshot : snapshot.withSignature(key.sign(snapshot.json()));
            published.add(added);
            changed();
            return added;
        }
    }

    void sign(@Nullable SigningKey signingKey) {
        synchronized (lock) {
            key = signingKey;
        }
    }

    @Nullable
    PublishedSnapshot head() {
        synchronized (lock) {
            return published.isEmpty() ? null : published.get(published.size() - 1);
        }
    }

    /** Sends something else than the head to every poll. */
    void forge(UnaryOperator<PublishedSnapshot> other) {
        synchronized (lock) {
            forgery = other;
            changed();
        }
    }

    /** Sends the head tampered with to every poll. */
    void tamper(Tampering how) {
        forge(head -> how.apply(head, published.get(Math.max(0, published.size() - 2)), key));
    }

    /** Sends what was published before the head to every poll. */
    void regress() {
        synchronized (lock) {
            if (published.size() < 2) {
                throw new IllegalStateException("published: " + published.size() + " (expected: at least 2)");
            }
            PublishedSnapshot before = published.get(published.size() - 2);
            forge(head -> before);
        }
    }

    void set(Fault next) {
        synchronized (lock) {
            fault = next;
            changed();
        }
    }

    void heal() {
        synchronized (lock) {
            forgery = null;
            set(new Fault.None());
        }
    }

    Fault fault() {
        synchronized (lock) {
            return fault;
        }
    }

    void pollInterval(int seconds) {
        synchronized (lock) {
            pollInterval = seconds;
        }
    }

    void hold(boolean hold) {
        synchronized (lock) {
            holding = hold;
            changed();
        }
    }

    List<RecordedPoll> polls() {
        synchronized (lock) {
            return List.copyOf(polls);
        }
    }

    List<RecordedPoll> awaitPolls(int count, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            while (polls.size() < count) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("polls: " + polls.size() + " (expected: at least " + count + ")");
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return polls();
        }
    }

    /** What a request is answered with; waits as long as a poll may be held. */
    Answer answer(Request request, int connection) throws InterruptedException {
        boolean poll = request.path().equals("/distribution/v1/poll");
        boolean plain = request.path().equals("/distribution/v1/snapshot");
        JsonNode body = request.json();
        synchronized (lock) {
            if (poll) {
                polls.add(new RecordedPoll(System.nanoTime(), connection, request.headers(), body));
                lock.notifyAll();
            }
            if (fault instanceof Fault.Status failing) {
                return Answers.failed(failing);
            }
            if (!request.header("authorization").equals("Bearer " + TOKEN)) {
                return Answer.problem(401, "Unauthorized");
            }
            if (!poll && !plain) {
                return Answer.problem(404, "Not Found");
            }
            if (!request.method().equals(poll ? "POST" : "GET")) {
                return Answer.problem(405, "Method Not Allowed");
            }
            if (poll && !body.isObject()) {
                return Answer.problem(400, "Bad Request");
            }
            return poll ? poll(request, body) : plain(request);
        }
    }

    private Answer plain(Request request) {
        PublishedSnapshot head = head();
        if (head == null) {
            return Answers.paced(204, null, pollInterval);
        }
        boolean unchanged = request.header("if-none-match").equals(head.etag());
        return unchanged ? Answers.paced(304, head, pollInterval) : Answers.snapshot(request, head, pollInterval);
    }

    private Answer poll(Request request, JsonNode body) throws InterruptedException {
        long deadline =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(body.path("wait").asLong(0));
        long before = changes;
        while (true) {
            if (fault instanceof Fault.Status failing) {
                return Answers.failed(failing);
            }
            PublishedSnapshot head = head();
            if (head != null && forgery != null) {
                return Answers.snapshot(request, forgery.apply(head), pollInterval);
            }
            if (head != null && head.isNewsFor(body.path("seen"))) {
                return Answers.snapshot(request, head, pollInterval);
            }
            long left = deadline - System.nanoTime();
            boolean faulty = before != changes && !(fault instanceof Fault.None);
            if (left <= 0 || !holding || faulty) {
                return Answers.paced(204, head, pollInterval);
            }
            TimeUnit.NANOSECONDS.timedWait(lock, left);
        }
    }

    private void changed() {
        changes++;
        lock.notifyAll();
    }
}
