package io.failstatic.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * A host in a process of its own that polls a real control plane without a pause until it serves a revision: {@code <url>
 * <cache-dir> <revision>}. Says what it serves first and how each poll ended.
 */
final class NetworkHost {

    private static final int MOST_POLLS = 100;

    private NetworkHost() {}

    public static void main(String[] args) throws InterruptedException {
        AgentSettings settings = ConfigAgent.builder()
                .controlPlaneUrl(URI.create(args[0]))
                .token("token")
                .cacheDir(Path.of(args[1]))
                .hold(Duration.ZERO)
                .circuitBreaker(MOST_POLLS, Duration.ofMillis(1))
                .settings();
        Engine engine = new Engine(settings, new AgentObserver() {}, Clock.systemUTC(), System::nanoTime);
        System.out.println("serves " + engine.current().revision());
        long revision = Long.parseLong(args[2]);
        for (int poll = 0; poll < MOST_POLLS && engine.current().revision() != revision; poll++) {
            engine.pollOnce();
            Refusal refused = engine.status().refused();
            System.out.println(engine.status().lastPoll() + " " + (refused == null ? "" : refused.code()));
        }
        System.out.println("ends with " + engine.current().revision());
        engine.close();
    }
}
