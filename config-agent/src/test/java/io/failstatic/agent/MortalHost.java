package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Failed;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * A host in a process of its own that ends as it is told: {@code <cache-dir> <revision that arrives, 0 = no network>
 * <halt-in-listener | halt | exit | wait>}. Says what it serves first.
 */
final class MortalHost {

    private MortalHost() {}

    public static void main(String[] args) throws InterruptedException {
        long arriving = Long.parseLong(args[1]);
        AgentSettings settings =
                ConfigAgent.builder().cacheDir(Path.of(args[0])).settings();
        ControlPlane controlPlane = report ->
                arriving == 0 ? new Failed("away") : Published.of(1, arriving).fetched();
        Engine engine = new Engine(settings, new AgentObserver() {}, Clock.systemUTC(), System::nanoTime, controlPlane);
        System.out.println("serves " + engine.current().revision());
        if (args[2].equals("halt-in-listener")) {
            engine.add(snapshot -> Runtime.getRuntime().halt(1));
        }
        engine.pollOnce();
        System.out.println("polled " + engine.current().revision());
        switch (args[2]) {
            case "exit" -> engine.close();
            case "wait" -> {
                engine.start();
                System.out.println("waits");
                new CountDownLatch(1).await();
            }
            default -> Runtime.getRuntime().halt(1);
        }
    }
}
