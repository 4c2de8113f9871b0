package io.failstatic.agent.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.NoOpProvider;
import dev.openfeature.sdk.OpenFeatureAPI;
import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.actuate.AgentGauges;
import io.failstatic.agent.actuate.ConfigAgentEndpoint;
import io.failstatic.agent.actuate.ConfigAgentHealthIndicator;
import io.failstatic.agent.openfeature.FailstaticProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ConfigAgentAutoConfigurationTests {

    @TempDir
    private Path directory;

    private ApplicationContextRunner context;

    @BeforeEach
    void configure() {
        context = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ConfigAgentAutoConfiguration.class,
                        ConfigAgentEndpointAutoConfiguration.class,
                        ConfigAgentHealthAutoConfiguration.class,
                        ConfigAgentMetricsAutoConfiguration.class,
                        ConfigAgentOpenFeatureAutoConfiguration.class))
                .withPropertyValues(
                        "config-agent.cache-dir=" + directory.resolve("cache"),
                        "config-agent.control-plane-url=http://127.0.0.1:1");
    }

    @Test
    void makesAnAgentThatServesWithoutAControlPlane() {
        context.run(it -> {
            assertThat(it).hasSingleBean(ConfigAgent.class);
            assertThat(it.getBean(ConfigAgent.class).current()).isSameAs(Snapshot.DEFAULTS);
        });
    }

    @Test
    void makesNoneWhenDisabled() {
        context.withPropertyValues("config-agent.enabled=false")
                .run(it -> assertThat(it)
                        .hasNotFailed()
                        .doesNotHaveBean(ConfigAgent.class)
                        .doesNotHaveBean(ConfigAgentHealthIndicator.class));
    }

    @Test
    void leavesAnAgentOfTheHostAlone() {
        Supplier<ConfigAgent> own =
                () -> ConfigAgent.builder().instanceId("own").build();
        context.withBean(ConfigAgent.class, own)
                .run(it -> assertThat(it.getBean(ConfigAgent.class).status().instanceId())
                        .isEqualTo("own"));
    }

    @Test
    void loadsTheSnapshotBeforeAnybodyIsInjectedWithTheAgent() {
        context.withPropertyValues("config-agent.shipped-snapshot=classpath:shipped.snapshot")
                .withBean(Startup.class)
                .run(it -> assertThat(it.getBean(Startup.class).revision).isEqualTo(7));
    }

    @Test
    void isDegradedButNeverDown() {
        context.run(it -> {
            Health health = it.getBean("configAgentHealthIndicator", ConfigAgentHealthIndicator.class)
                    .health();
            assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
            assertThat(health.getDetails())
                    .containsEntry("data_plane", "operational")
                    .containsEntry("control_plane_sync", "never")
                    .containsEntry("last_sync_seconds_ago", null)
                    .containsEntry("current_config_version", 0L)
                    .containsEntry("config_source", "defaults")
                    .containsEntry("epoch", 0L)
                    .containsEntry("circuit", "CLOSED")
                    .containsEntry("refused", null);
            assertThat(health.getDetails().get("reasons")).asString().contains("NEVER_SYNCED");
        });
    }

    @Test
    void canBeLeftOutOfTheHealth() {
        context.withPropertyValues("management.health.config-agent.enabled=false")
                .run(it -> assertThat(it).doesNotHaveBean(ConfigAgentHealthIndicator.class));
    }

    @Test
    void hasAnEndpointWhereTheHostExposesIt() {
        context.run(it -> assertThat(it).doesNotHaveBean(ConfigAgentEndpoint.class));
        context.withPropertyValues("management.endpoints.web.exposure.include=configagent")
                .run(it -> assertThat(it.getBean(ConfigAgentEndpoint.class).status())
                        .containsEntry("state", "DEGRADED")
                        .containsKeys("generations", "refusals", "pinned", "adopting"));
    }

    @Test
    void theEndpointOnlyReadsUnlessTheHostGrantsMore() {
        assertThat(ConfigAgentEndpoint.class.getAnnotation(WebEndpoint.class).defaultAccess())
                .isEqualTo(Access.READ_ONLY);
    }

    @Test
    void needsNeitherActuatorNorHealthNorMetrics() {
        context.withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "io.micrometer.core.instrument"))
                .run(it -> assertThat(it).hasNotFailed().hasSingleBean(ConfigAgent.class));
    }

    @Test
    void publishesThatItIsDegradedAsAnApplicationEvent() {
        List<Object> events = new CopyOnWriteArrayList<>();
        context.withPropertyValues("config-agent.poll-interval=100ms", "config-agent.wait=0")
                .withInitializer(it -> it.addApplicationListener(event -> {
                    if (event instanceof PayloadApplicationEvent<?> ours) {
                        events.add(ours.getPayload());
                    }
                }))
                .run(it -> {
                    await().untilAsserted(
                                    () -> assertThat(events).hasAtLeastOneElementOfType(AgentDegradedEvent.class));
                    assertThat(events).hasSize(1);
                });
    }

    @Test
    void isTheProviderOfOpenFeatureForAsLongAsTheApplicationRuns() {
        context.run(it -> {
            assertThat(OpenFeatureAPI.getInstance().getProvider()).isSameAs(it.getBean(FailstaticProvider.class));
            assertThat(OpenFeatureAPI.getInstance().getClient().getBooleanValue("unheard-of", true))
                    .isTrue();
        });
        assertThat(OpenFeatureAPI.getInstance().getProviderMetadata().getName()).isNotEqualTo("failstatic");
    }

    @Test
    void leavesOpenFeatureToAProviderOfTheHost() {
        context.withBean("own", FeatureProvider.class, NoOpProvider::new).run(it -> {
            assertThat(it).doesNotHaveBean(FailstaticProvider.class);
            assertThat(OpenFeatureAPI.getInstance().getProviderMetadata().getName())
                    .isNotEqualTo("failstatic");
        });
    }

    @Test
    void needsNoOpenFeature() {
        context.withClassLoader(new FilteredClassLoader("dev.openfeature"))
                .run(it -> assertThat(it).hasNotFailed().hasSingleBean(ConfigAgent.class));
    }

    @Test
    void showsItsMeters() {
        context.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(it -> {
            MeterRegistry registry = it.getBean(MeterRegistry.class);
            it.getBean(AgentGauges.class).bindTo(registry);
            assertThat(registry.get("config.agent.degraded").gauge().value()).isEqualTo(1);
            assertThat(registry.get("config.agent.revision").gauge().value()).isZero();
            assertThat(registry.get("config.agent.staleness").gauge().value()).isNaN();
            assertThat(registry.get("config.agent.origin")
                            .tag("origin", "defaults")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("config.agent.circuit.state")
                            .tag("state", "closed")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("config.agent.disk.failures").counter().count())
                    .isZero();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "control-plane-url=ftp://x           | control-plane-url",
                "control-plane-url=nonsense          | control-plane-url",
                "token=with space                    | token: (hidden)",
                "instance-id=a/b                     | instance-id: a/b",
                "poll-interval=0s                    | poll-interval: PT0S",
                "wait=-1s                            | wait: PT-1S",
                "wait=2m                             | wait: PT2M",
                "backoff.max=0s                      | backoff.max: PT0S",
                "timeout=0s                          | timeout: PT0S",
                "circuit-breaker.failure-threshold=0 | circuit-breaker.failure-threshold: 0",
                "circuit-breaker.open=0s             | circuit-breaker.open: PT0S",
                "generations=0                       | generations: 0",
                "degraded-after=0s                   | degraded-after: PT0S",
                "max-snapshot-size=1B                | max-snapshot-size: 1 bytes",
                "shipped-snapshot=classpath:none     | shipped-snapshot",
                "minimum-origin=NOWHERE              | minimum-origin",
                "trusted-keys=abc                    | config-agent.trusted-keys: number 1 of 1",
                "trusted-keys=                       | config-agent.trusted-keys: empty",
                "mirror-urls=ftp://x                 | mirror-urls: ftp://x",
                "probation=-1s                       | probation: PT-1S",
                "poll-intervall=3s                   | poll-intervall",
                "ssl.bundle=none                     | SslBundles",
                "enabled=perhaps                     | enabled",
            })
    void saysWhichSettingIsBad(String setting, String expected) {
        context.withPropertyValues("config-agent." + setting)
                .run(it -> assertThat(it)
                        .getFailure()
                        .satisfies(failure -> assertThat(stackOf(failure)).contains(expected)));
    }

    @Test
    void refusesATokenBesideATokenFile() {
        context.withPropertyValues("config-agent.token=secret-token", "config-agent.token-file=/tmp/token")
                .run(it -> assertThat(stackOf(it.getStartupFailure()))
                        .contains("config-agent.token: (hidden)")
                        .doesNotContain("secret-token"));
    }

    @Test
    void waitsForAGoodEnoughLayerOnlyWhenToldTo() {
        assertThat(readiness("DISK")).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(readiness("DEFAULTS")).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    }

    @Test
    void startsAliveAndReadyOnAMachineWithoutNetworkAndDisk() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        context.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class))
                .withPropertyValues(
                        "config-agent.cache-dir=" + file.resolve("cache"),
                        "config-agent.token-file=" + directory.resolve("missing"),
                        "config-agent.shipped-snapshot=" + file.toUri())
                .run(it -> {
                    assertThat(it).hasNotFailed();
                    ConfigAgent agent = it.getBean(ConfigAgent.class);
                    assertThat(agent.current()).isSameAs(Snapshot.DEFAULTS);
                    assertThat(agent.status().alarms()).contains(Alarm.DISK_FAILED, Alarm.SHIPPED_SNAPSHOT_UNUSABLE);
                    AvailabilityChangeEvent.publish(it, LivenessState.CORRECT);
                    AvailabilityChangeEvent.publish(it, ReadinessState.ACCEPTING_TRAFFIC);
                    ApplicationAvailability availability = it.getBean(ApplicationAvailability.class);
                    assertThat(availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
                    assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
                    assertThat(it.getBean("configAgentHealthIndicator", ConfigAgentHealthIndicator.class)
                                    .health()
                                    .getStatus())
                            .isEqualTo(new Status("DEGRADED"));
                });
    }

    private ReadinessState readiness(String minimumOrigin) {
        AtomicReference<ReadinessState> readiness = new AtomicReference<>();
        context.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class))
                .withPropertyValues("config-agent.minimum-origin=" + minimumOrigin)
                .run(it -> {
                    AvailabilityChangeEvent.publish(it, ReadinessState.ACCEPTING_TRAFFIC);
                    readiness.set(it.getBean(ApplicationAvailability.class).getReadinessState());
                });
        return readiness.get();
    }

    @Test
    void putsDegradedIntoTheOrderOfStatusesUnlessTheHostHasItsOwn() {
        String name = "management.endpoint.health.status.order";
        StandardEnvironment environment = new StandardEnvironment();
        new DegradedStatusOrder().postProcessEnvironment(environment, null);
        assertThat(environment.getProperty(name)).contains("DEGRADED");
        environment.getPropertySources().addFirst(new MapPropertySource("host", Map.of(name, "DOWN,UP")));
        assertThat(environment.getProperty(name)).isEqualTo("DOWN,UP");
    }

    @Test
    void everyAutoConfigurationAndTheStatusOrderAreRegistered() throws Exception {
        assertThat(Files.readString(Path.of("src/main/resources/META-INF/spring.factories")))
                .contains(DegradedStatusOrder.class.getName());
        assertThat(Files.readString(Path.of("src/main/resources/META-INF/spring/"
                        + "org.springframework.boot.autoconfigure.AutoConfiguration.imports")))
                .contains(
                        ConfigAgentAutoConfiguration.class.getName(),
                        ConfigAgentHealthAutoConfiguration.class.getName(),
                        ConfigAgentMetricsAutoConfiguration.class.getName());
    }

    private static String stackOf(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append('\n');
        }
        return messages.toString();
    }

    static final class Startup {

        private final long revision;

        Startup(ConfigAgent agent) {
            revision = agent.current().revision();
        }
    }
}
