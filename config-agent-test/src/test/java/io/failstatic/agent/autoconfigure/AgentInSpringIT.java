package io.failstatic.agent.autoconfigure;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Origin;
import io.failstatic.agent.test.ControlPlaneExtension;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** What a Spring Boot service gets that has the agent on its class path: with real HTTP on both sides, and no edge. */
@Timeout(120)
class AgentInSpringIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @RegisterExtension
    final ControlPlaneExtension extension = new ControlPlaneExtension();

    private final HttpClient http = HttpClient.newHttpClient();
    private ControlPlaneSimulator controlPlane;

    @BeforeEach
    void publish() {
        controlPlane = extension.controlPlane();
        controlPlane.pollInterval(1);
        controlPlane.publish(snapshot().flag("new-checkout", "new-checkout", true));
    }

    @Test
    void postConstructSeesWhatTheDiskHasAndTheNetworkWaitsForTheLifecycle() throws Exception {
        try (ConfigurableApplicationContext first = start()) {
            await().atMost(SOON).until(() -> agent(first).current().revision() == 1);
            await().atMost(SOON)
                    .until(() -> !agent(first).status().generations().isEmpty());
            assertThat(first.getBean(Host.class).origin).isEqualTo(Origin.DEFAULTS);
        }
        controlPlane.publish(snapshot().flag("new-checkout", "new-checkout", false));
        int polls = controlPlane.polls().size();
        Host.polls = () -> controlPlane.polls().size();
        try (ConfigurableApplicationContext second = start()) {
            Host host = second.getBean(Host.class);
            assertThat(host.origin).isEqualTo(Origin.DISK);
            assertThat(host.enabled).isTrue();
            assertThat(host.pollsAtConstruction).isEqualTo(polls);
            await().atMost(SOON).until(() -> agent(second).current().revision() == 2);
            assertThat(agent(second).flags().isEnabled("new-checkout", null)).isFalse();
        }
    }

    @Test
    void tellsThroughAnOutageByEventsHealthAndMeters() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            Host host = context.getBean(Host.class);
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            await().atMost(SOON).until(() -> host.events.contains("applied 1"));
            await().atMost(SOON).until(() -> health(context, "").body().contains("\"status\":\"UP\""));

            controlPlane.stop();
            await().atMost(SOON).until(() -> host.events.contains("degraded"));
            HttpResponse<String> degraded = health(context, "");
            assertThat(degraded.statusCode()).isEqualTo(200);
            assertThat(degraded.body())
                    .startsWith("{\"components\"")
                    .contains("\"configAgent\"", "\"status\":\"DEGRADED\"", "\"data_plane\":\"operational\"");
            assertThat(health(context, "/liveness").body()).contains("\"status\":\"UP\"");
            assertThat(health(context, "/readiness").body()).contains("\"status\":\"UP\"");
            assertThat(agent(context).flags().isEnabled("new-checkout", null)).isTrue();
            assertThat(meters.get("config.agent.degraded").gauge().value()).isEqualTo(1);
            assertThat(meters.get("config.agent.polls")
                            .tag("outcome", "failed")
                            .counter()
                            .count())
                    .isPositive();

            controlPlane.restart();
            controlPlane.publish(snapshot().flag("new-checkout", "new-checkout", false));
            await().atMost(SOON).until(() -> host.events.contains("recovered") && host.events.contains("applied 2"));
            assertThat(health(context, "").body()).contains("\"status\":\"UP\"").doesNotContain("DEGRADED");
            assertThat(meters.get("config.agent.degraded").gauge().value()).isZero();
            assertThat(meters.get("config.agent.revision").gauge().value()).isEqualTo(2);
            assertThat(meters.get("config.agent.apply").timer().count()).isEqualTo(2);
            assertThat(meters.get("config.agent.propagation").timer().count()).isEqualTo(2);

            controlPlane.fork();
            await().atMost(SOON)
                    .until(() -> meters.find("config.agent.refusals")
                                    .tag("code", "FOREIGN_LINEAGE")
                                    .counter()
                            != null);
            assertThat(host.events.subList(0, 2)).containsExactly("applied 1", "degraded");
        }
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Host.class)
                .properties(
                        "config-agent.control-plane-url=" + controlPlane.url(),
                        "config-agent.token=" + controlPlane.token(),
                        "config-agent.cache-dir=" + directory.resolve("cache"),
                        "config-agent.poll-interval=200ms",
                        "config-agent.wait=0s",
                        "config-agent.backoff.max=1s",
                        "config-agent.degraded-after=2s",
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "management.endpoint.health.probes.enabled=true",
                        "management.endpoint.health.show-details=always",
                        "spring.main.banner-mode=off")
                .run();
    }

    private HttpResponse<String> health(ConfigurableApplicationContext context, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
                + "/actuator/health" + path);
        return http.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), ofString());
    }

    private static ConfigAgent agent(ConfigurableApplicationContext context) {
        return context.getBean(ConfigAgent.class);
    }

    /** A service that is not ours. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        /** What a bean of the test may ask while the context is made. */
        private static volatile IntSupplier polls = () -> 0;

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final ConfigAgent agent;
        private Origin origin;
        private boolean enabled;
        private int pollsAtConstruction;

        Host(ConfigAgent agent) {
            this.agent = agent;
        }

        @PostConstruct
        void look() {
            origin = agent.current().origin();
            enabled = agent.flags().isEnabled("new-checkout", null);
            pollsAtConstruction = polls.getAsInt();
        }

        @EventListener
        void on(SnapshotAppliedEvent event) {
            events.add("applied " + event.snapshot().revision());
        }

        @EventListener
        void on(AgentDegradedEvent event) {
            events.add("degraded");
        }

        @EventListener
        void on(AgentRecoveredEvent event) {
            events.add("recovered");
        }

        @Bean
        static MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
