package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service that is not ours, with one dependency and two properties, through an outage of the control service. */
@Tag("long")
@Order(4)
class ThirdServiceIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = JavaProcess.freePort();
    private Path directory;
    private ControlService control;
    private JavaProcess checkout;

    @BeforeEach
    void startBoth() {
        directory = Scratch.of(ThirdServiceIT.class, "outage");
        control = new ControlService(directory).start();
        startCheckout();
    }

    @AfterEach
    void stopBoth() {
        checkout.close();
        control.close();
    }

    @Test
    @Tag("G6")
    void decidesOnThroughAnOutageARestartFromDiskAndTheRecovery() throws Exception {
        control.admin().create("feature-flags", flag(true));
        await().atMost(SOON).until(() -> decision("acme").equals("new"));
        assertThat(decision("globex")).isEqualTo("old");

        control.kill();
        assertThat(decision("acme")).isEqualTo("new");
        checkout.kill();
        startCheckout();
        assertThat(decision("acme")).isEqualTo("new");
        assertThat(decision("globex")).isEqualTo("old");

        await().atMost(SOON).until(() -> events().contains("degraded"));
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(health("/actuator/health").get("status").asString()).isEqualTo("DEGRADED");
        assertThat(health("/actuator/health")
                        .at("/components/configAgent/details/config_source")
                        .asString())
                .isEqualTo("disk");
        assertThat(health("/actuator/health/liveness").get("status").asString()).isEqualTo("UP");
        assertThat(health("/actuator/health/readiness").get("status").asString())
                .isEqualTo("UP");

        control.start();
        control.admin().replace("feature-flags", "new-checkout-flow", flag(false));
        await().atMost(SOON).until(() -> decision("acme").equals("old"));
        await().atMost(SOON).until(() -> events().contains("recovered"));
        assertThat(events()).contains("applied " + control.admin().revision());
        assertThat(health("/actuator/health").get("status").asString()).isEqualTo("UP");
    }

    /** The two properties of the README; the cache directory is the default, below the working directory. */
    private void startCheckout() {
        checkout = JavaProcess.startClass(
                "checkout",
                directory,
                "io.failstatic.checkout.CheckoutApplication",
                List.of(
                        "--config-agent.control-plane-url=" + control.distribution(),
                        "--config-agent.token-file=" + control.agentTokenFile(),
                        "--spring.application.name=checkout",
                        "--server.port=" + port,
                        "--management.endpoint.health.probes.enabled=true",
                        "--management.endpoint.health.show-details=always"));
        checkout.await200(uri("/actuator/health/readiness"));
    }

    private static Map<String, Object> flag(boolean enabled) {
        return Map.of(
                "id",
                "new-checkout-flow",
                "name",
                "new-checkout-flow",
                "enabled",
                enabled,
                "rollout",
                Map.of("percentage", 0, "tenantIds", List.of("acme")));
    }

    private String decision(String tenant) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("/checkout"))
                        .header("X-Tenant-Id", tenant)
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String events() throws IOException, InterruptedException {
        return get("/events").body();
    }

    private JsonNode health(String path) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
