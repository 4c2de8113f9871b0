package io.failstatic.agent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A whole agent that polls when a test says so, over a link to which the test does what it wants. */
final class LinkedAgent implements AutoCloseable {

    /** What a link may take for an answer. */
    static final Duration TIMEOUT = Duration.ofMillis(500);

    /** What the agent takes for the time, and nothing moves it but {@link #pass}. */
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final RawServer server;
    private final Engine engine;
    private volatile RawServer.Script script = socket -> {};

    LinkedAgent(AgentBuilder builder) throws IOException {
        server = new RawServer(socket -> script.play(socket));
        engine = engine(builder.timeout(TIMEOUT), server.url());
    }

    /** An agent of a test's own making, at another address or with another timeout. */
    Engine engine(AgentBuilder builder, URI url) {
        AgentSettings settings = builder.controlPlaneUrl(url)
                .token("secret")
                .hold(Duration.ZERO)
                .circuitBreaker(100, Duration.ofSeconds(1))
                .settings();
        return new Engine(settings, new AgentObserver() {}, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    }

    /** Polls once, and says when the agent wants to poll again. */
    Duration poll(RawServer.Script next) throws InterruptedException {
        answer(next);
        return engine.pollOnce();
    }

    /** Has every poll answered so. */
    void answer(RawServer.Script next) {
        script = next;
    }

    /** Publishes a snapshot until it is in force. */
    void apply(byte[] json, long revision) {
        await().pollDelay(Duration.ZERO).until(() -> {
            poll(Wire.sending(Wire.snapshotAnswer(json, "")));
            return current().revision() == revision;
        });
    }

    void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    Snapshot current() {
        return engine.current();
    }

    AgentStatus status() {
        return engine.status();
    }

    RawServer server() {
        return server;
    }

    String lastRequest() {
        return server.requests().get(server.requests().size() - 1);
    }

    @Override
    public void close() throws IOException {
        engine.close();
        server.close();
    }
}
