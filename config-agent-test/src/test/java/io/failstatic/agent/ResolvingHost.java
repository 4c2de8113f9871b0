package io.failstatic.agent;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A host in a process of its own, whose names come from a file: {@code <control-plane-url>}. Says what its agent does. */
final class ResolvingHost {

    private ResolvingHost() {}

    public static void main(String[] args) throws InterruptedException {
        ConfigAgent agent = ConfigAgent.builder()
                .controlPlaneUrl(URI.create(args[0]))
                .token("secret")
                .hold(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .backoffMax(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(500))
                .circuitBreaker(100, Duration.ofMillis(100))
                .observer(new AgentObserver() {
                    @Override
                    public void polled(String outcome) {
                        System.out.println(outcome);
                    }

                    @Override
                    public void applied(Snapshot snapshot, Duration took) {
                        System.out.println("revision " + snapshot.revision());
                    }
                })
                .build();
        agent.start();
        new CountDownLatch(1).await();
    }
}
