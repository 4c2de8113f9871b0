package io.failstatic.agent.openfeature;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventDetails;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.NoOpProvider;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.Value;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The provider requirements of the OpenFeature specification 0.8 (sections 2 and 5, numbers as there), through the SDK's own
 * client: one row of {@link #requirements()}, or one test, for each.
 */
@Timeout(60)
class FailstaticProviderIT {

    private static final EvaluationContext ACME = context("user-1", "acme");

    /** What the specification asks of a provider; the rest of its section 5 is the SDK's. */
    private static final List<String> SPECIFICATION = List.of(
            "2.1.1", "2.2.1", "2.2.2.1", "2.2.3", "2.2.4", "2.2.5", "2.2.6", "2.2.7", "2.2.8.1", "2.2.9", "2.2.10",
            "2.3.1", "2.3.2", "2.3.3", "2.4.1", "2.4.2.1", "2.5.1", "2.5.2", "2.5.3", "2.6.1", "2.7.1", "5.1.1",
            "5.1.2", "5.1.3", "5.1.4", "5.2.3", "5.3.1", "5.3.2", "5.3.3");

    private final ControlPlaneSimulator controlPlane = new ControlPlaneSimulator();
    private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
    private ConfigAgent agent;
    private FailstaticProvider provider;
    private Client client;

    @BeforeEach
    void start() {
        controlPlane.start();
        controlPlane.pollInterval(1);
        controlPlane.publish(flags());
        agent = ConfigAgent.builder()
                .controlPlaneUrl(URI.create(controlPlane.url()))
                .token(controlPlane.token())
                .pollInterval(Duration.ofMillis(200))
                .backoffMax(Duration.ofMillis(500))
                .hold(Duration.ofSeconds(1))
                .degradedAfter(Duration.ofSeconds(2))
                .build();
        provider = new FailstaticProvider(agent);
        client = api.getClient();
    }

    @AfterEach
    void stop() {
        api.shutdown();
        agent.close();
        controlPlane.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requirements")
    void meetsTheRequirement(Function<FailstaticProviderIT, Object> actual, Object expected) {
        startAgent();
        assertThat(actual.apply(this)).isEqualTo(expected);
    }

    @Test
    void everyRequirementHasARowOrATest() {
        String names = Stream.concat(
                        requirements().map(row -> ((Named<?>) row.get()[0]).getName()),
                        Arrays.stream(FailstaticProviderIT.class.getDeclaredMethods())
                                .map(method -> method.getAnnotation(DisplayName.class))
                                .filter(Objects::nonNull)
                                .map(DisplayName::value))
                .collect(Collectors.joining("\n"));
        Set<String> covered = Pattern.compile("\\d+(\\.\\d+)+")
                .matcher(names)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(covered).containsAll(SPECIFICATION);
    }

    static Stream<Arguments> requirements() {
        return Stream.of(
                row(
                        "2.1.1 metadata with a name",
                        it -> it.provider.getMetadata().getName(),
                        "failstatic"),
                row("2.2.1, 2.2.3 boolean value", it -> it.evaluate("everybody").getValue(), true),
                row("2.2.2.1 string", it -> it.client.getStringValue("everybody", "mine"), "mine"),
                row("2.2.2.1 integer", it -> it.client.getIntegerValue("everybody", 7), 7),
                row("2.2.2.1 double", it -> it.client.getDoubleValue("everybody", 0.5), 0.5),
                row(
                        "2.2.2.1 structure",
                        it -> it.client.getObjectValue("everybody", new Value("mine")),
                        new Value("mine")),
                row("2.2.4 variant of on", it -> it.evaluate("everybody").getVariant(), "on"),
                row("2.2.4 variant of off", it -> it.evaluate("nobody").getVariant(), "off"),
                row(
                        "2.2.5 reason: on, no rollout",
                        it -> it.evaluate("everybody").getReason(),
                        "STATIC"),
                row("2.2.5 reason: off", it -> it.evaluate("nobody").getReason(), "DISABLED"),
                row("2.2.5 reason: share", it -> it.evaluate("none-but-listed").getReason(), "SPLIT"),
                row(
                        "2.2.5 reason: listed",
                        it -> it.client
                                .getBooleanDetails("none-but-listed", false, context("user-1", "globex"))
                                .getReason(),
                        "TARGETING_MATCH"),
                row(
                        "2.2.6 no error code on success",
                        it -> it.evaluate("everybody").getErrorCode(),
                        null),
                row("2.2.7 unknown flag", it -> it.evaluate("unheard-of").getErrorCode(), ErrorCode.FLAG_NOT_FOUND),
                row("2.2.7 unknown flag: default", it -> it.client.getBooleanValue("unheard-of", true, ACME), true),
                row(
                        "2.2.7 unknown flag: reason",
                        it -> it.evaluate("unheard-of").getReason(),
                        "ERROR"),
                row(
                        "2.2.7 wrong type",
                        it -> it.client.getStringDetails("everybody", "mine").getErrorCode(),
                        ErrorCode.TYPE_MISMATCH),
                row(
                        "2.2.7 wrong type, integer",
                        it -> it.client.getIntegerDetails("everybody", 7).getErrorCode(),
                        ErrorCode.TYPE_MISMATCH),
                row(
                        "2.2.7 wrong type, double",
                        it -> it.client.getDoubleDetails("everybody", 7.0).getErrorCode(),
                        ErrorCode.TYPE_MISMATCH),
                row(
                        "2.2.7 wrong type, structure",
                        it -> it.client
                                .getObjectDetails("everybody", new Value())
                                .getErrorCode(),
                        ErrorCode.TYPE_MISMATCH),
                row(
                        "2.2.7 unknown flag of another type",
                        it -> it.client.getStringDetails("unheard-of", "mine").getErrorCode(),
                        ErrorCode.FLAG_NOT_FOUND),
                row(
                        "2.2.8.1 the details say their type",
                        it -> {
                            ProviderEvaluation<Boolean> details =
                                    it.provider.getBooleanEvaluation("everybody", false, null);
                            return details.getValue();
                        },
                        true),
                row("2.3.1 no hooks of its own", it -> it.provider.getProviderHooks(), List.of()),
                row(
                        "2.3.2 no error message on success",
                        it -> it.evaluate("everybody").getErrorMessage(),
                        null),
                row(
                        "2.3.3 error message: unknown flag",
                        it -> it.evaluate("unheard-of").getErrorMessage(),
                        "flag: unheard-of (expected: a flag of the snapshot)"),
                row(
                        "2.3.3 error message: wrong type",
                        it -> it.client.getStringDetails("everybody", "mine").getErrorMessage(),
                        "type: string (expected: boolean)"),
                row(
                        "2.5.1 shutting down leaves the agent to its host",
                        it -> {
                            it.api.shutdown();
                            return it.agent.flags().isEnabled("everybody", "acme");
                        },
                        true),
                row(
                        "2.5.2 not initialised after shutting down",
                        it -> {
                            it.api.shutdown();
                            return it.evaluate("everybody").getErrorCode();
                        },
                        ErrorCode.PROVIDER_NOT_READY),
                row(
                        "2.5.3 shutting down twice is shutting down",
                        it -> {
                            it.provider.shutdown();
                            it.provider.shutdown();
                            return it.provider
                                    .getBooleanEvaluation("everybody", false, null)
                                    .getValue();
                        },
                        true),
                row(
                        "2.6.1 nothing to reconcile: each evaluation takes its own context",
                        it -> {
                            it.api.setEvaluationContext(context("user-7", "acme"));
                            return it.client.getBooleanValue("by-key", false);
                        },
                        true),
                row(
                        "2.7.1 tracking is nobody's and harms nobody",
                        it -> {
                            it.client.track("bought");
                            return it.agent.status().state();
                        },
                        State.OK),
                row(
                        "2.2.9, 2.2.10 flag metadata: version",
                        it -> it.evaluate("everybody").getFlagMetadata().getLong("version"),
                        1L),
                row("2.4.1 initialised: ready", it -> it.client.getProviderState(), ProviderState.READY),
                row(
                        "3.1.1 targeting key is the key",
                        it -> it.client.getBooleanValue("by-key", false, context("user-7", "acme")),
                        true),
                row("3.1.1 no key, no tenant: out of the share", it -> it.client.getBooleanValue("half", true), false),
                row(
                        "3.1.2 tenantId that is no string counts as none",
                        it -> it.client.getBooleanValue(
                                "none-but-listed", true, new ImmutableContext(Map.of("tenantId", new Value(7)))),
                        false));
    }

    @ParameterizedTest
    @CsvSource({"user-1, acme", "user-2, acme", "user-3,", ", acme", ", globex"})
    void decidesAsTheAgentDoes(String key, String tenantId) {
        startAgent();
        for (String flag : agent.flags().names()) {
            assertThat(client.getBooleanValue(flag, false, context(key, tenantId)))
                    .as(flag)
                    .isEqualTo(agent.flags().evaluate(flag, tenantId, key).enabled());
        }
    }

    @Test
    @DisplayName(
            "2.4.2.1, 5.3.1, 5.3.2, 5.1.4: initialising cannot fail, so there is no PROVIDER_ERROR, with or without a control plane")
    void isReadyAtOnceWithoutAControlPlaneAndAnswersWithDefaults() {
        controlPlane.stop();
        List<String> events = new CopyOnWriteArrayList<>();
        api.onProviderReady(event -> events.add("ready"));
        api.onProviderError(event -> events.add("error"));
        agent.start();
        api.setProviderAndWait(provider);
        await().until(() -> !events.isEmpty());
        assertThat(client.getProviderState()).isEqualTo(ProviderState.READY);
        assertThat(client.getBooleanValue("everybody", true, ACME)).isTrue();
        await().until(() -> client.getProviderState() == ProviderState.STALE);
        assertThat(events).containsExactly("ready");
    }

    @Test
    @DisplayName(
            "5.1.1, 5.1.2, 5.3.3: PROVIDER_STALE while the control plane is away, PROVIDER_READY afterwards, answers throughout")
    void isStaleWhileTheControlPlaneIsAwayAndReadyAgainAfterwardsAndAnswersThroughout() {
        startAgent();
        List<String> events = new CopyOnWriteArrayList<>();
        api.onProviderStale(event -> events.add("stale"));
        client.onProviderReady(event -> events.add("ready"));
        await().untilAsserted(() ->
                assertThat(events).as("5.3.3: an event missed is told").containsExactly("ready"));
        controlPlane.stop();
        await().atMost(Duration.ofSeconds(15)).until(() -> events.contains("stale"));
        assertThat(client.getProviderState()).isEqualTo(ProviderState.STALE);
        assertThat(evaluate("everybody").getValue()).isTrue();
        assertThat(evaluate("everybody").getErrorCode()).isNull();
        controlPlane.restart();
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(events).containsExactly("ready", "stale", "ready"));
        assertThat(client.getProviderState()).isEqualTo(ProviderState.READY);
    }

    @Test
    @DisplayName(
            "5.1.1, 5.1.3, 5.2.3: PROVIDER_CONFIGURATION_CHANGED names the flags, to clients of this provider only")
    void saysWhichFlagsHaveChangedAndKeepsQuietAboutOtherChanges() {
        startAgent();
        List<EventDetails> changes = new CopyOnWriteArrayList<>();
        client.onProviderConfigurationChanged(changes::add);
        api.setProviderAndWait("elsewhere", new NoOpProvider());
        List<EventDetails> elsewhere = new CopyOnWriteArrayList<>();
        api.getClient("elsewhere").onProviderConfigurationChanged(elsewhere::add);
        controlPlane.publish(flags().tenant("acme"));
        await().until(() -> agent.current().revision() == 2);
        controlPlane.publish(flags().tenant("acme")
                .flag("nobody", "nobody", true)
                .flag("new", "new", true)
                .without("feature-flags", "half"));
        await().until(() -> agent.current().revision() == 3);
        await().until(() -> !changes.isEmpty());
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).getFlagsChanged()).containsExactly("half", "new", "nobody");
        assertThat(changes.get(0).getProviderName()).isEqualTo("failstatic");
        assertThat(elsewhere).isEmpty();
        assertThat(evaluate("nobody").getFlagMetadata().getLong("version")).isEqualTo(2);
    }

    @Test
    void isNotReadyOnceItIsShutDown() {
        startAgent();
        api.shutdown();
        assertThat(evaluate("everybody").getValue()).isFalse();
        assertThat(agent.status().state()).as("the agent is the host's").isEqualTo(State.OK);
        controlPlane.publish(flags().flag("nobody", "nobody", true));
        await().until(() -> agent.current().revision() == 2);
        assertThat(agent.status().refused())
                .as("what is left of the provider fails no listener")
                .isNull();
    }

    private void startAgent() {
        agent.start();
        await().until(() -> agent.current().revision() == 1);
        api.setProviderAndWait(provider);
    }

    private FlagEvaluationDetails<Boolean> evaluate(String flag) {
        return client.getBooleanDetails(flag, false, ACME);
    }

    private static SnapshotBuilder flags() {
        return snapshot()
                .flag("everybody", "everybody", true)
                .flag("nobody", "nobody", false)
                .rollout("half", "half", 50)
                .rollout("none-but-listed", "none-but-listed", 0, "globex")
                .resource(
                        "feature-flags",
                        "by-key",
                        "{\"name\": \"by-key\", \"enabled\": true, \"rollout\": {\"percentage\": 0, \"keys\": [\"user-7\"]}}");
    }

    private static EvaluationContext context(String key, String tenantId) {
        Map<String, Value> attributes = tenantId == null ? Map.of() : Map.of("tenantId", new Value(tenantId));
        return key == null ? new ImmutableContext(attributes) : new ImmutableContext(key, attributes);
    }

    private static Arguments row(String requirement, Function<FailstaticProviderIT, Object> actual, Object expected) {
        return Arguments.of(Named.of(requirement, actual), expected);
    }
}
