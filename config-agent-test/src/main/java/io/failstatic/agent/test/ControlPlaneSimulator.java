package io.failstatic.agent.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A control plane without a control service: it speaks the distribution protocol on a port of its own, holds polls,
 * records them, and fails on command. Until something is published it answers 204. <em>Thread-safe.</em>
 *
 * <p>A fault holds until {@link #heal()}, or until another replaces it; polls that are held at that moment are answered
 * under the new one. Nothing of a stop survives but the port and what was published.
 */
public final class ControlPlaneSimulator implements AutoCloseable {

    private static final String TOKEN = "simulated-agent-token";

    private final Object lock = new Object();
    private final SimulatorServer server = new SimulatorServer(this::answer, this::fault);
    private final List<RecordedPoll> polls = new ArrayList<>();
    private final List<PublishedSnapshot> published = new ArrayList<>();
    private Fault fault = new Fault.None();
    private @Nullable UnaryOperator<PublishedSnapshot> forgery;
    private @Nullable SigningKey key;
    private int pollInterval = 10;
    private boolean holding = true;
    private long changes;

    /** Starts to listen, on any free port, or after a stop on the one it had. */
    public ControlPlaneSimulator start() {
        server.start();
        return this;
    }

    /** The URL of the distribution side, for {@code config-agent.control-plane-url}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.port();
    }

    /** The one token that is accepted, for {@code config-agent.token}. */
    public String token() {
        return TOKEN;
    }

    /** Publishes a snapshot; a builder without a revision gets the next one. */
    public PublishedSnapshot publish(SnapshotBuilder snapshot) {
        synchronized (lock) {
            PublishedSnapshot head = head();
            return add(PublishedSnapshot.of(snapshot.bytes(head == null ? 1 : head.revision() + 1)));
        }
    }

    /** Publishes a snapshot as it is; the headers say what its envelope says. */
    public PublishedSnapshot publish(String json) {
        return add(PublishedSnapshot.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Publishes these bytes as the given pair, with a right digest, whatever they are. */
    public PublishedSnapshot publish(String lineage, long epoch, long revision, byte[] bytes) {
        return add(new PublishedSnapshot(lineage, epoch, revision, bytes, PublishedSnapshot.sha256(bytes)));
    }

    /** Signs with this key what is published from now on; with null, nothing. */
    public void sign(@Nullable SigningKey key) {
        synchronized (lock) {
            this.key = key;
        }
    }

    /** What is published, or null. */
    public @Nullable PublishedSnapshot head() {
        synchronized (lock) {
            return published.isEmpty() ? null : published.get(published.size() - 1);
        }
    }

    /** Answers every request with this status. */
    public void fail(int status) {
        fail(status, "");
    }

    /** Answers every request with this status and this {@code Retry-After}. */
    public void fail(int status, String retryAfter) {
        set(new Fault.Status(status, retryAfter));
    }

    /** Accepts connections, reads requests, and never answers. */
    public void hang() {
        set(new Fault.Hang());
    }

    /** Resets the connection in the middle of the body. */
    public void resetMidBody() {
        set(new Fault.Reset());
    }

    /** Closes the connection in the middle of the body. */
    public void truncateBody() {
        set(new Fault.Truncate());
    }

    /** Sends one byte at a time. */
    public void dribble(Duration perByte) {
        set(new Fault.Dribble(perByte));
    }

    /** Answers with bytes that are not HTTP. */
    public void garbage() {
        set(new Fault.Garbage());
    }

    /** Answers late. */
    public void delay(Duration delay) {
        set(new Fault.Delay(delay));
    }

    /** Sends every answer evenly spread over this time, however long it is. */
    public void slowDown(Duration perAnswer) {
        set(new Fault.Slow(perAnswer));
    }

    /** Announces a digest that the snapshot does not have; sent to every poll. */
    public void corruptDigest() {
        forge(PublishedSnapshot::withWrongDigest);
    }

    /** Has the signed snapshot tampered with on its way to every poll. */
    public void tamper(Tampering how) {
        forge(head -> how.apply(head, published.get(Math.max(0, published.size() - 2)), key));
    }

    /** Sends the snapshot before the last to every poll, whatever the agent has seen, as a restored backup would. */
    public void regress() {
        synchronized (lock) {
            if (published.size() < 2) {
                throw new IllegalStateException("published: " + published.size() + " (expected: at least 2)");
            }
            PublishedSnapshot before = published.get(published.size() - 2);
            forge(head -> before);
        }
    }

    /** Sends other bytes under the same lineage, epoch and revision. */
    public void equivocate() {
        forge(PublishedSnapshot::withOtherBytes);
    }

    /** Sends the snapshot as one of another lineage, as the other half of a split brain would. */
    public void fork() {
        forge(PublishedSnapshot::withOtherLineage);
    }

    /** Sends the next revision without any resource, and without accounting for what vanished, as a lost database would. */
    public void shrink() {
        forge(PublishedSnapshot::withoutResources);
    }

    /** Ends every fault. */
    public void heal() {
        synchronized (lock) {
            forgery = null;
            set(new Fault.None());
        }
    }

    /** Sets the pace that every answer asks for, in seconds. */
    public void pollInterval(int seconds) {
        synchronized (lock) {
            pollInterval = seconds;
        }
    }

    /** Whether polls that ask for it are held; true at first. */
    public void hold(boolean hold) {
        synchronized (lock) {
            holding = hold;
            changed();
        }
    }

    /** Refuses connections, as a process that is gone does, and closes those that are open. */
    public void stop() {
        server.stop();
    }

    /** Listens again on the same port. */
    public void restart() {
        server.stop();
        server.start();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** The polls so far, oldest first, also those that were answered with a fault. */
    public List<RecordedPoll> polls() {
        synchronized (lock) {
            return List.copyOf(polls);
        }
    }

    /** Waits until this many polls have arrived in all; says so in an {@link AssertionError} if they don't. */
    public List<RecordedPoll> awaitPolls(int count, Duration atMost) throws InterruptedException {
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

    /** Connections accepted so far. */
    public int connections() {
        return server.accepted();
    }

    /** Connections open now. */
    public int openConnections() {
        return server.open();
    }

    private PublishedSnapshot add(PublishedSnapshot snapshot) {
        synchronized (lock) {
            PublishedSnapshot added = key == null ? snapshot : snapshot.withSignature(key.sign(snapshot.json()));
            published.add(added);
            changed();
            return added;
        }
    }

    private void forge(UnaryOperator<PublishedSnapshot> forgery) {
        synchronized (lock) {
            this.forgery = forgery;
            changed();
        }
    }

    private void set(Fault fault) {
        synchronized (lock) {
            this.fault = fault;
            changed();
        }
    }

    private Fault fault() {
        synchronized (lock) {
            return fault;
        }
    }

    private void changed() {
        changes++;
        lock.notifyAll();
    }

    private Answer answer(Request request, int connection) throws InterruptedException {
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
}
