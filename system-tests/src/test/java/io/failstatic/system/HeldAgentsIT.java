package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.sample.SampleUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fleet of real agents whose polls one control service holds, and what it does to that service's death and return. */
@Order(3)
class HeldAgentsIT {

    private static final int FLEET = 200;
    private static final Duration POLL_INTERVAL = ControlService.POLL_INTERVAL;
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(6);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    @Test
    @Tag("G8")
    @Tag("G9")
    void meetsTheDeathOfTheControlServiceWithoutAHerdAndFollowsItsReturn() throws Exception {
        Path directory = Scratch.of(HeldAgentsIT.class, "held");
        try (SampleUpstream upstream = new SampleUpstream(0);
                ControlService control = new ControlService(directory);
                Edge edge = Edge.of(directory, "edge", control)) {
            upstream.start();
            control.start();
            String key = control.createTenantWithRoute(upstream.port(), 1_000_000_000);
            edge.start().awaitRevision(control.admin().revision());
            List<ConfigAgent> agents = startFleet(control);
            try (Traffic traffic = Traffic.through(List.of(edge), key)) {
                awaitRevision(agents, control.admin().revision());
                control.awaitHeldPolls(FLEET + 1);

                control.kill();
                double allowed = allowedPerSecond();
                int[] perSecond = connections(control.distributionPort(), Duration.ofSeconds(10));
                System.out.printf(
                        "FIGURE connections per second of %d agents after a kill: %s (steady %.0f, allowed %.0f)%n",
                        FLEET, Arrays.toString(perSecond), steadyPerSecond(), allowed);
                assertThat(Arrays.stream(perSecond).max().orElseThrow()).isLessThanOrEqualTo((int) allowed);
                assertThat(Arrays.stream(perSecond).sum()).isGreaterThan(FLEET);

                control.start();
                long returned = System.nanoTime();
                control.admin().replace("rate-limit-policies", "acme-api", ControlService.policy(999_999_999));
                awaitRevision(agents, control.admin().revision());
                long millis = (System.nanoTime() - returned) / 1_000_000;
                System.out.printf("FIGURE all %d agents converged %d ms after the return%n", FLEET, millis);
                assertThat(Duration.ofMillis(millis))
                        .isLessThanOrEqualTo(
                                BACKOFF_MAX.multipliedBy(12).dividedBy(10).plus(TIMEOUT));
                edge.awaitRevision(control.admin().revision());
                traffic.awaitServed(100);
                assertThat(traffic.failures()).isEmpty();
            } finally {
                agents.forEach(ConfigAgent::close);
            }
        }
    }

    private static List<ConfigAgent> startFleet(ControlService control) {
        List<ConfigAgent> agents = new ArrayList<>();
        String token = control.token("agent-token");
        for (int n = 0; n < FLEET; n++) {
            ConfigAgent agent = ConfigAgent.builder()
                    .controlPlaneUrl(control.distribution())
                    .token(token)
                    .instanceId("agent-" + n)
                    .pollInterval(POLL_INTERVAL)
                    .backoffMax(BACKOFF_MAX)
                    .timeout(TIMEOUT)
                    .circuitBreaker(5, Duration.ofSeconds(4))
                    .build();
            agent.start();
            agents.add(agent);
        }
        return agents;
    }

    private static void awaitRevision(List<ConfigAgent> agents, long revision) {
        Awaitility.await("every agent applied revision " + revision)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> agents.stream().allMatch(agent -> agent.current().revision() >= revision));
    }

    private static double steadyPerSecond() {
        return FLEET * 1000.0 / POLL_INTERVAL.toMillis();
    }

    private static double allowedPerSecond() {
        return steadyPerSecond() + 5 * Math.sqrt(steadyPerSecond());
    }

    /** Stands on the port of the dead control service, hangs up on everybody, and counts the calls of each second. */
    private static int[] connections(int port, Duration time) throws IOException, InterruptedException {
        ConcurrentLinkedQueue<Long> accepted = new ConcurrentLinkedQueue<>();
        ServerSocket listener = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
        long start = System.nanoTime();
        Thread counter = new Thread(
                () -> {
                    while (true) {
                        try (Socket caller = listener.accept()) {
                            accepted.add(System.nanoTime() - start);
                            caller.setSoLinger(true, 0);
                        } catch (IOException closed) {
                            return;
                        }
                    }
                },
                "connection-counter");
        counter.start();
        counter.join(time.toMillis());
        listener.close();
        counter.join();
        int[] perSecond = new int[(int) time.toSeconds()];
        accepted.stream()
                .mapToInt(nanos -> (int) Math.min(nanos / 1_000_000_000, perSecond.length - 1))
                .forEach(second -> perSecond[second]++);
        return perSecond;
    }
}
