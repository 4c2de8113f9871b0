package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.edge.tenant.Callers;
import java.io.BufferedReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OverloadIT {

    private static final int PLACES = 20;
    private static final int SHARE = 16;
    private static final int IDLE = 10_000;

    @Test
    void whileOneServiceHangsTheOtherIsFastAndWhatIsTooMuchIsRefusedAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(SHARE - 1);
        CountDownLatch full = new CountDownLatch(SHARE);
        try (FakeService slow = new FakeService();
                FakeService fast = new FakeService();
                EdgeFixture edge = new EdgeFixture(new Callers(false, null, List.of()), PLACES, true)) {
            slow.behaviour = exchange -> {
                arrived.countDown();
                full.countDown();
                try {
                    go.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                FakeService.ok(exchange);
            };
            edge.serve(
                    1,
                    EdgeFixture.source()
                            .service("slow", 30_000, 0, slow.url())
                            .service("fast", 30_000, 0, fast.url())
                            .route("/slow", "slow")
                            .route("/fast", "fast"));
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < SHARE - 1; i++) {
                waiting.add(edge.http.sendAsync(edge.request("/slow").build(), HttpResponse.BodyHandlers.ofString()));
            }
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            for (int i = 0; i < 50; i++) {
                long start = System.nanoTime();
                assertThat(edge.get("/fast").statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            }
            waiting.add(edge.http.sendAsync(edge.request("/slow").build(), HttpResponse.BodyHandlers.ofString()));
            assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(edge.get("/slow").statusCode()).isEqualTo(503);
            // The service that hangs has its share; all others still find places.
            for (int i = 0; i < 20; i++) {
                assertThat(edge.get("/fast").statusCode()).isEqualTo(200);
            }

            go.countDown();
            for (CompletableFuture<HttpResponse<String>> answer : waiting) {
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(edge.get("/slow").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Tag("X-07")
    void tenThousandIdleConnectionsAreInNobodysWay() throws Exception {
        try (FakeService service = new FakeService().recording();
                EdgeFixture edge = new EdgeFixture()) {
            edge.serve(
                    1, EdgeFixture.source().service("s", 5000, 0, service.url()).route("/a", "s"));
            Process clients = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            Path.of(IdleClients.class
                                            .getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation()
                                            .toURI())
                                    .toString(),
                            IdleClients.class.getName(),
                            String.valueOf(edge.port()),
                            String.valueOf(IDLE))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = clients.inputReader(StandardCharsets.US_ASCII)) {
                assertThat(said.readLine()).isEqualTo(String.valueOf(IDLE));
                for (int i = 0; i < 20; i++) {
                    assertThat(edge.get("/a").statusCode()).isEqualTo(200);
                }
                // Nobody was hung up on.
                assertThat(clients.isAlive()).isTrue();
            } finally {
                clients.destroyForcibly().waitFor();
            }
        }
    }
}
