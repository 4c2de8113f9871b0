package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.failstatic.sample.SampleUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first start ever of an edge, on an empty disk, with nothing there but a web server that holds the published file. */
class ColdStartFromMirrorIT {

    @Test
    @Tag("G13")
    void anEdgeServesFromAMirrorWhatTheControlServiceSignedBeforeItWasGone() throws IOException {
        Path directory = Scratch.of(ColdStartFromMirrorIT.class, "mirror");
        Path published = directory.resolve("www").resolve("stable.snapshot");
        HttpServer mirror = serving(published);
        try (SampleUpstream upstream = new SampleUpstream(0);
                ControlService control = new ControlService(directory);
                Edge edge = Edge.of(
                        directory,
                        "edge",
                        control,
                        "--config-agent.mirror-urls=http://127.0.0.1:"
                                + mirror.getAddress().getPort())) {
            upstream.start();
            control.start("--control.mirror.directory=" + published.getParent());
            String key = control.createTenantWithRoute(upstream.port(), 1_000);
            String trusted = control.publicKey();
            String snapshot = control.snapshot();
            Awaitility.await("the mirror holds what is served")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> Files.exists(published)
                            && Files.readString(published).endsWith(snapshot));
            control.kill();

            edge.start("--config-agent.trusted-keys=" + trusted);
            edge.awaitHealth("config_source", "mirror");
            assertThat(edge.health().get("status").asString()).isEqualTo("degraded");
            assertThat(edge.health().get("control_plane_sync").asString()).isEqualTo("stale");
            assertThat(edge.request("/hello", key).statusCode()).isEqualTo(200);
            assertThat(edge.request("/hello", "fsk_unknown").statusCode()).isEqualTo(401);
        } finally {
            mirror.stop(0);
        }
    }

    private static HttpServer serving(Path file) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/stable.snapshot", exchange -> {
            try (exchange) {
                byte[] bytes = Files.readAllBytes(file);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return server;
    }
}
