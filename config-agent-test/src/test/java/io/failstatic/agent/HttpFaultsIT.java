package io.failstatic.agent;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults at the level of HTTP, injected by WireMock into an agent that runs by itself; {@link LinkFaultsIT} has all of them. */
@Timeout(60)
class HttpFaultsIT {

    private static final String POLL = "/distribution/v1/poll";

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private ConfigAgent agent;

    @BeforeEach
    void start() {
        server.start();
        agent = ConfigAgent.builder()
                .controlPlaneUrl(URI.create(server.baseUrl()))
                .token("token")
                .hold(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .backoffMax(Duration.ofMillis(200))
                .timeout(Duration.ofSeconds(1))
                .circuitBreaker(5, Duration.ofMillis(100))
                .build();
    }

    @AfterEach
    void stop() {
        agent.close();
        server.stop();
    }

    static Stream<Map.Entry<String, ResponseDefinitionBuilder>> faults() {
        return Map.of(
                "reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                "malformed chunk", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                "too late", answer(2).withFixedDelay(3_000),
                "dribbled", answer(2).withChunkedDribbleDelay(20, 10_000),
                "gone", aResponse().withStatus(410))
                .entrySet()
                .stream();
    }

    @Tag("G5")
    @Tag("G6")
    @ParameterizedTest
    @MethodSource("faults")
    void keepsWhatIsInForceAndRecovers(Map.Entry<String, ResponseDefinitionBuilder> fault) {
        server.stubFor(post(urlEqualTo(POLL)).willReturn(answer(1)));
        agent.start();
        await().until(() -> agent.current().revision() == 1);

        server.stubFor(post(urlEqualTo(POLL)).willReturn(fault.getValue()));
        server.resetRequests();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.countRequestsMatching(postRequestedFor(urlEqualTo(POLL))
                                                .build())
                                        .getCount()
                                >= 3
                        && "failed".equals(agent.status().lastPoll()));
        assertThat(agent.current().revision()).isEqualTo(1);

        server.stubFor(post(urlEqualTo(POLL)).willReturn(answer(2)));
        await().atMost(Duration.ofSeconds(20)).until(() -> agent.current().revision() == 2);
        assertThat(agent.status().state()).isEqualTo(AgentStatus.State.OK);
    }

    private static ResponseDefinitionBuilder answer(long revision) {
        byte[] json = snapshot().revision(revision).tenant("tenant-1").bytes();
        return aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "application/json")
                .withHeader("Config-Digest", Digest.of(json))
                .withBody(new String(json, StandardCharsets.UTF_8));
    }
}
