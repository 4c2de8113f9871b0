package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.RefusalCode;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot whose rules throw, in an edge with a real agent, real traffic and a bomb in the evaluation of flags. */
@Tag("G12")
@Tag("incident")
class CondemnIT {

    private static final String BOMB = "bomb";

    @TempDir
    private Path cache;

    @Test
    void aSnapshotWhoseRulesThrowIsUndoneInSecondsAndNoUserGets500() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        try (ControlPlaneSimulator controlPlane = new ControlPlaneSimulator().start();
                EdgeFixture edge = new EdgeFixture();
                ConfigAgent agent = ConfigAgent.builder()
                        .controlPlaneUrl(URI.create(controlPlane.url()))
                        .token(controlPlane.token())
                        .cacheDir(cache)
                        .build()) {
            FlagNames names = new FlagNames();
            edge.snapshots = agent::current;
            edge.condemn = agent::condemn;
            edge.flagNames = (flags, tenantId) -> {
                if (flags.names().contains(BOMB)) {
                    throw new IllegalStateException("an evaluation that nobody thought of");
                }
                return names.of(flags, tenantId);
            };
            String target = "http://127.0.0.1:" + service.getAddress().getPort();
            long good = controlPlane.publish(snapshot(target)).revision();
            agent.start();
            await().until(() -> agent.current().revision() == good);
            long bad =
                    controlPlane.publish(snapshot(target).flag("f", BOMB, true)).revision();
            await().until(() -> agent.current().revision() == bad);

            Map<Integer, Integer> answers = new ConcurrentHashMap<>();
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        answers.merge(edge.get("/api").statusCode(), 1, Integer::sum);
                        return agent.current().revision() == good;
                    });
            System.out.printf(
                    "G12: undone %d ms and %s answers after the first request met it%n",
                    Duration.ofNanos(System.nanoTime() - start).toMillis(), answers);
            assertThat(answers).containsOnlyKeys(200);
            assertThat(agent.status().refused().revision()).isEqualTo(bad);
            assertThat(agent.status().refused().code()).isEqualTo(RefusalCode.PROBATION_FAILED);
            await().until(() -> controlPlane.polls().stream()
                    .anyMatch(poll -> poll.body()
                            .path("refused")
                            .path("code")
                            .asString("")
                            .equals("PROBATION_FAILED")));
        } finally {
            service.stop(0);
        }
    }

    private static SnapshotBuilder snapshot(String target) {
        return SnapshotBuilder.snapshot().service("s", target).route("route-1", "/", "s");
    }
}
