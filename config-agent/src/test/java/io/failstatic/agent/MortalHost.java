package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Failed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A host in a process of its own that ends as it is told: {@code <cache-dir> <revision that arrives, 0 = no network>
 * <halt-in-fetch | halt-in-observer | halt-in-listener | halt-in-next-report | halt | exit | wait | flood>}. Says what it
 * serves first, and what it reports to the control plane.
 */
final class MortalHost implements AgentObserver {

    private static final int LARGE = 2_000;

    private final String end;
    private long arriving;
    private int tenants = 1;
    private int polls;

    private MortalHost(long arriving, String end) {
        this.arriving = arriving;
        this.end = end;
    }

    public static void main(String[] args) throws InterruptedException {
        new MortalHost(Long.parseLong(args[1]), args[2]).live(Path.of(args[0]));
    }

    private void live(Path cache) throws InterruptedException {
        AgentSettings settings = ConfigAgent.builder()
                .cacheDir(cache)
                .pollInterval(Duration.ofHours(1))
                .settings();
        Engine engine = new Engine(settings, this, Clock.systemUTC(), System::nanoTime, this::answer);
        System.out.println("serves " + engine.current().revision());
        if (end.equals("halt-in-listener")) {
            engine.add(snapshot -> die());
        }
        long start = System.nanoTime();
        engine.pollOnce();
        System.out.println("took " + (System.nanoTime() - start) / 1_000_000);
        System.out.println("polled " + engine.current().revision());
        switch (end) {
            case "exit" -> engine.close();
            case "halt-in-next-report" -> engine.pollOnce();
            case "flood" -> flood(engine);
            case "wait" -> {
                engine.start();
                System.out.println("waits");
                new CountDownLatch(1).await();
            }
            default -> die();
        }
    }

    /** One large snapshot after the other, so that there is hardly a moment in which nothing is written. */
    private void flood(Engine engine) throws InterruptedException {
        tenants = LARGE;
        engine.start();
        System.out.println("waits");
        while (true) {
            arriving++;
            engine.pollOnce();
        }
    }

    private PollOutcome answer(PollReport report) {
        polls++;
        SnapshotId applied = report.applied();
        if (!end.equals("flood")) {
            System.out.println("reports " + (applied == null ? 0 : applied.revision()));
        }
        if (end.equals("halt-in-fetch") || (end.equals("halt-in-next-report") && polls == 2)) {
            die();
        }
        return arriving == 0
                ? new Failed("away")
                : Published.of(1, arriving).tenants(tenants).fetched();
    }

    @Override
    public void applied(Snapshot snapshot, Duration took) {
        if (end.equals("halt-in-observer")) {
            die();
        }
    }

    private static void die() {
        Runtime.getRuntime().halt(1);
    }
}
