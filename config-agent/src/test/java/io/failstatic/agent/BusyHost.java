package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Unchanged;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A host whose own threads take all there is of its processor: {@code <threads> <polls>}. Says how long the polls took. */
final class BusyHost {

    static final Duration INTERVAL = Duration.ofMillis(500);

    private BusyHost() {}

    public static void main(String[] args) throws InterruptedException {
        int polls = Integer.parseInt(args[1]);
        CountDownLatch left = new CountDownLatch(polls);
        Engine engine = new Engine(
                ConfigAgent.builder().pollInterval(INTERVAL).hold(Duration.ZERO).settings(),
                new AgentObserver() {},
                Clock.systemUTC(),
                System::nanoTime,
                report -> {
                    left.countDown();
                    return new Unchanged(null);
                });
        for (int n = 0; n < Integer.parseInt(args[0]); n++) {
            AgentThreads.named("busy-" + n).newThread(BusyHost::spin).start();
        }
        long start = System.nanoTime();
        engine.start();
        boolean polled = left.await(50, TimeUnit.SECONDS);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println(polled ? "took " + millis : "starved with " + left.getCount() + " left");
        engine.close();
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
