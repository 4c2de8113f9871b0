package io.failstatic.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.RecordedPoll;
import io.failstatic.agent.test.SnapshotBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EdgeServiceIT {

    private static final String KEY = "fsk_acme";
    private static final JsonMapper JSON = JsonMapper.shared();

    static {
        // Head and body are two packets: without this each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    @TempDir
    Path cache;

    private final HttpClient http = HttpClient.newHttpClient();
    private ControlPlaneSimulator controlPlane;
    private HttpServer service;
    private ConfigurableApplicationContext edge;

    @BeforeEach
    void start() throws Exception {
        controlPlane = new ControlPlaneSimulator().start();
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        if (edge != null) {
            edge.close();
        }
        controlPlane.close();
        service.stop(0);
    }

    @Test
    void aChangeTravelsFromTheControlPlaneToAnEnforcedDecision() throws Exception {
        controlPlane.publish(snapshot(3));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));

        for (int i = 0; i < 3; i++) {
            assertThat(get(traffic("/api/x"), "X-Api-Key", KEY).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = get(traffic("/api/x"), "X-Api-Key", KEY);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();

        long revision = controlPlane.publish(snapshot(5)).revision();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> get(management("/internal/config/rate-limits?tenantId=acme"))
                        .body()
                        .contains("\"revision\":" + revision));
        assertThat(get(traffic("/api/x"), "X-Api-Key", KEY).headers().firstValue("RateLimit-Remaining"))
                .hasValue("1");
    }

    @Test
    void healthSaysWhereTheEdgeStands() throws Exception {
        controlPlane.publish(snapshot(3));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));

        JsonNode health = json(get(management("/health")));
        assertThat(health.path("status").asString()).isEqualTo("healthy");
        assertThat(health.path("data_plane").asString()).isEqualTo("operational");
        assertThat(health.path("last_sync_seconds_ago").isIntegralNumber()).isTrue();
        assertThat(health.path("current_config_version").asLong())
                .isEqualTo(controlPlane.head().revision());
        assertThat(health.path("config_source").asString()).isEqualTo("control_plane");
        assertThat(health.path("epoch").asLong()).isEqualTo(1);
        assertThat(health.path("circuit").asString()).isEqualTo("CLOSED");
        assertThat(health.has("refused")).isTrue();
        assertThat(health.path("refused").isNull()).isTrue();
        assertThat(health.path("reasons").isArray()).isTrue();

        JsonNode actuator = json(get(management("/actuator/health")));
        assertThat(actuator.path("status").asString()).isEqualTo("UP");
        assertThat(actuator.path("components").propertyNames()).containsExactlyInAnyOrder("configAgent", "ping");
        assertThat(actuator.path("components")
                        .path("configAgent")
                        .path("details")
                        .propertyNames())
                .isNotEmpty();
    }

    @Test
    @Tag("G6")
    void withTheControlPlaneAwayTheEdgeRestartsAndServesAndSaysDegraded() throws Exception {
        controlPlane.publish(snapshot(3));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        edge.close();
        controlPlane.stop();

        run();
        await().until(() ->
                json(get(management("/health"))).path("status").asString().equals("degraded"));
        HttpResponse<String> actuator = get(management("/actuator/health"));
        assertThat(actuator.statusCode()).isEqualTo(200);
        assertThat(json(actuator).path("status").asString()).isEqualTo("DEGRADED");
        assertThat(json(get(management("/health"))).path("config_source").asString())
                .isEqualTo("disk");
        for (String group : List.of("liveness", "readiness")) {
            HttpResponse<String> probe = get(management("/actuator/health/" + group));
            assertThat(probe.statusCode()).isEqualTo(200);
            assertThat(json(probe).path("status").asString()).isEqualTo("UP");
        }
        for (int i = 0; i < 3; i++) {
            assertThat(get(traffic("/api"), "X-Api-Key", KEY).statusCode()).isEqualTo(200);
        }
        assertThat(get(traffic("/api"), "X-Api-Key", KEY).statusCode()).isEqualTo(429);
    }

    @Test
    @Tag("G5")
    void startsWithoutAControlPlaneAndWithACacheDirectoryThatIsAFile() throws Exception {
        Path file = Files.writeString(cache.resolve("occupied"), "not a directory");
        run("--config-agent.cache-dir=" + file, "--config-agent.control-plane-url=http://127.0.0.1:" + closedPort());

        JsonNode health = json(get(management("/health")));
        assertThat(health.path("control_plane_sync").asString()).isEqualTo("never");
        assertThat(health.path("status").asString()).isEqualTo("degraded");
        assertThat(health.path("config_source").asString()).isEqualTo("defaults");
        assertThat(health.path("current_config_version").asLong()).isZero();
        assertThat(health.path("last_sync_seconds_ago").isNull()).isTrue();
        assertThat(get(management("/health")).statusCode()).isEqualTo(200);
        assertThat(get(traffic("/x")).statusCode()).isEqualTo(404);
        assertThat(get(management("/actuator/health/readiness")).statusCode()).isEqualTo(200);
    }

    @Test
    void answersWhatWouldBeDecided() throws Exception {
        controlPlane.publish(snapshot(3).flag("flag-1", "on", true).rollout("flag-2", "beta", 0, "acme"));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        long revision = controlPlane.head().revision();

        assertThat(json(get(management("/internal/config/rate-limits?tenantId=acme"))))
                .isEqualTo(JSON.readTree(
                        "{\"tenantId\":\"acme\",\"limit\":3,\"window\":60,\"scope\":\"api\",\"version\":1,\"revision\":"
                                + revision + "}"));
        assertThat(json(get(management("/internal/config/rate-limits?tenantId=other")))
                        .path("limit")
                        .asInt())
                .isEqualTo(100);
        assertThat(json(get(management("/internal/config/flags/beta?tenantId=acme"))))
                .isEqualTo(JSON.readTree(
                        "{\"name\":\"beta\",\"enabled\":true,\"reason\":\"TARGETED\",\"version\":1,\"revision\":"
                                + revision + "}"));
        assertThat(json(get(management("/internal/config/flags/none")))
                        .path("reason")
                        .asString())
                .isEqualTo("UNKNOWN");

        JsonNode route = json(get(management("/internal/config/routes?path=/api/x&header.X-Tier=gold")));
        assertThat(route.path("id").asString()).isEqualTo("route-gold");
        assertThat(route.path("why").asString()).contains("X-Tier is gold");
        assertThat(json(get(management("/internal/config/routes?path=/api/x")))
                        .path("id")
                        .asString())
                .isEqualTo("route-1");
        assertThat(json(get(management("/internal/config/routes?path=/b")))
                        .path("matched")
                        .asBoolean(true))
                .isFalse();
        HttpResponse<String> ambiguous = get(management("/internal/config/routes?path=/a/../b"));
        assertThat(ambiguous.statusCode()).isEqualTo(400);
        assertProblem(ambiguous);
    }

    @Test
    void explainsWhatWouldDecideARequestWithoutCountingIt() throws Exception {
        controlPlane.publish(snapshot(3).rollout("flag-2", "beta", 0, "acme"));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        long revision = controlPlane.head().revision();

        String query = "/internal/explain?method=POST&path=/api/x%3Fq=1&tenantId=acme&header.x-tier=gold";
        for (int i = 0; i < 5; i++) {
            assertThat(get(management(query)).statusCode()).isEqualTo(200);
        }
        JsonNode explained = json(get(management(query)));
        assertThat(explained.path("configuration").path("revision").asLong()).isEqualTo(revision);
        assertThat(explained.path("configuration").path("origin").asString()).isEqualTo("CONTROL_PLANE");
        assertThat(explained.path("tenant")).isEqualTo(JSON.readTree("{\"id\":\"acme\",\"version\":1}"));
        assertThat(explained.path("rule").path("id").asString()).isEqualTo("route-gold");
        assertThat(explained.path("rule").path("version").asLong()).isEqualTo(1);
        assertThat(explained.path("service").path("id").asString()).isEqualTo("s");
        assertThat(explained.path("policy"))
                .isEqualTo(JSON.readTree(
                        "{\"id\":\"policy-1\",\"version\":1,\"limit\":3,\"window\":60,\"scope\":\"api\"}"));
        assertThat(explained.path("flags"))
                .isEqualTo(
                        JSON.readTree("[{\"name\":\"beta\",\"enabled\":true,\"reason\":\"TARGETED\",\"version\":1}]"));
        assertThat(explained.has("status")).isFalse();
        assertThat(get(traffic("/api"), "X-Api-Key", KEY).headers().firstValue("RateLimit-Remaining"))
                .hasValue("2");

        JsonNode anonymous =
                json(get(management("/internal/explain?path=/nowhere&client=192.0.2.7&header.X-Tenant-Id=acme")));
        assertThat(anonymous.path("countedFor").asString()).isEqualTo("192.0.2.7");
        assertThat(anonymous.path("status").asInt()).isEqualTo(404);
        assertThat(anonymous.has("tenant")).isFalse();
        assertThat(anonymous.path("policy").path("limit").asInt()).isEqualTo(100);
        assertThat(status("/internal/explain?path=/a/../b")).isEqualTo(400);
        assertThat(status("/internal/explain?path=/api&method=TRACE")).isEqualTo(405);
        assertThat(status("/internal/explain?path=/api&tenantId=nobody")).isEqualTo(401);
        assertThat(get(management("/internal/explain")).statusCode()).isEqualTo(400);
    }

    @Test
    void anEdgeThatCountsAloneForWantOfRedisSaysSoAndServesOn() throws Exception {
        controlPlane.publish(snapshot(3));
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        run("--edge.shared-counters.url=redis://127.0.0.1:" + nobody);
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        await().until(() -> get(management("/actuator/health")).body().contains("refused"));

        assertThat(get(traffic("/api/x"), "X-Api-Key", KEY).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = get(management("/actuator/health"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("status").asString()).isEqualTo("DEGRADED");
        JsonNode shared = json(answer).path("components").path("sharedCounters");
        assertThat(shared.path("status").asString()).isEqualTo("DEGRADED");
        assertThat(shared.path("details").path("counting").asString()).isEqualTo("alone");
        assertThat(get(management("/actuator/health/readiness")).statusCode()).isEqualTo(200);
        assertThat(get(management("/actuator/prometheus")).body())
                .contains("edge_rate_limit_shared_up 0.0")
                .contains("edge_rate_limit_counted_total{counted=\"away\"} 1.0");
    }

    private int status(String explain) throws Exception {
        return json(get(management(explain))).path("status").asInt();
    }

    @Test
    void evaluatesFlagsForServicesInOtherLanguages() throws Exception {
        controlPlane.publish(snapshot(3).flag("flag-1", "on", true).rollout("flag-2", "beta", 0, "acme"));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        long revision = controlPlane.head().revision();

        HttpResponse<String> one = post("/ofrep/v1/evaluate/flags/beta", "{\"context\":{\"tenantId\":\"acme\"}}");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(json(one))
                .isEqualTo(JSON.readTree(
                        "{\"key\":\"beta\",\"value\":true,\"reason\":\"TARGETING_MATCH\",\"variant\":\"on\","
                                + "\"metadata\":{\"version\":1,\"revision\":" + revision + "}}"));
        JsonNode other = json(post("/ofrep/v1/evaluate/flags/beta", "{\"context\":{\"targetingKey\":\"u1\"}}"));
        assertThat(other.path("value").asBoolean(true)).isFalse();
        assertThat(other.path("variant").asString()).isEqualTo("off");
        assertThat(other.path("reason").asString()).isEqualTo("SPLIT");
        assertThat(json(post("/ofrep/v1/evaluate/flags/on", "")).path("reason").asString())
                .isEqualTo("STATIC");

        HttpResponse<String> unknown = post("/ofrep/v1/evaluate/flags/none", "{}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("key").asString()).isEqualTo("none");
        assertThat(json(unknown).path("errorCode").asString()).isEqualTo("FLAG_NOT_FOUND");
        HttpResponse<String> malformed = post("/ofrep/v1/evaluate/flags/on", "{");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).path("key").asString()).isEqualTo("on");
        assertThat(json(malformed).path("errorCode").asString()).isEqualTo("PARSE_ERROR");
        HttpResponse<String> noContext = post("/ofrep/v1/evaluate/flags", "{\"context\":7}");
        assertThat(noContext.statusCode()).isEqualTo(400);
        assertThat(json(noContext).path("errorCode").asString()).isEqualTo("INVALID_CONTEXT");

        String acme = "{\"context\":{\"tenantId\":\"acme\"}}";
        HttpResponse<String> all = post("/ofrep/v1/evaluate/flags", acme);
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(json(all).path("flags")).hasSize(2);
        assertThat(json(all).path("flags").get(0).path("key").asString()).isEqualTo("beta");
        assertThat(json(all).path("flags").get(1).path("value").asBoolean()).isTrue();
        String tag = all.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> unchanged = post("/ofrep/v1/evaluate/flags", acme, "If-None-Match", tag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(post("/ofrep/v1/evaluate/flags", "{}", "If-None-Match", tag).statusCode())
                .isEqualTo(200);

        controlPlane.publish(snapshot(3).flag("flag-1", "on", false));
        await().until(() -> post("/ofrep/v1/evaluate/flags", acme, "If-None-Match", tag)
                .body()
                .contains("DISABLED"));
    }

    @Test
    void anOpenFeatureClientThatOthersWroteUnderstandsTheFlags() throws Exception {
        controlPlane.publish(snapshot(3).rollout("flag-1", "beta", 0, "acme").flag("flag-2", "on", true));
        run();
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        OpenFeatureAPI api = OpenFeatureAPI.getInstance();
        api.setProviderAndWait(
                "edge",
                OfrepProvider.constructProvider(OfrepProviderOptions.builder()
                        .baseUrl(management("").toString())
                        .build()));
        Client client = api.getClient("edge");

        FlagEvaluationDetails<Boolean> listed =
                client.getBooleanDetails("beta", false, new MutableContext("user-1").add("tenantId", "acme"));
        assertThat(listed.getValue()).isTrue();
        assertThat(listed.getReason()).isEqualTo("TARGETING_MATCH");
        assertThat(listed.getVariant()).isEqualTo("on");
        assertThat(client.getBooleanValue("beta", true, new MutableContext("user-1").add("tenantId", "other")))
                .isFalse();
        assertThat(client.getBooleanValue("on", false, new MutableContext("user-1")))
                .isTrue();
        FlagEvaluationDetails<Boolean> unknown = client.getBooleanDetails("none", true, new MutableContext("user-1"));
        assertThat(unknown.getValue()).isTrue();
        assertThat(unknown.getErrorCode()).isEqualTo(ErrorCode.FLAG_NOT_FOUND);
        api.shutdown();
    }

    @Test
    void anOperatorPinsAndUnpinsTheEdgeWhileTheControlPlaneGoesOn() throws Exception {
        controlPlane.publish(snapshot(3));
        run("--config-agent.wait=1s");
        long pinned = controlPlane.head().revision();
        await().until(() -> get(management("/health")).body().contains("\"current\""));

        HttpResponse<String> pin = post("/actuator/configagent/pin", "{\"reason\":\"on call\"}");
        assertThat(pin.statusCode()).isEqualTo(200);
        assertThat(json(pin).path("pinned").path("revision").asLong()).isEqualTo(pinned);
        long kept = controlPlane.publish(snapshot(5)).revision();
        await().until(() -> {
            RecordedPoll last = controlPlane.polls().get(controlPlane.polls().size() - 1);
            return last.body().path("seen").path("revision").asLong() == kept
                    && last.body().path("pinned").path("reason").asString("").equals("on call")
                    && last.body().path("applied").path("revision").asLong() == pinned;
        });
        JsonNode health = json(get(management("/health")));
        assertThat(health.path("status").asString()).isEqualTo("healthy");
        assertThat(health.path("current_config_version").asLong()).isEqualTo(pinned);
        assertThat(health.path("pinned").path("reason").asString()).isEqualTo("on call");

        edge.close();
        run("--config-agent.wait=1s");
        JsonNode status = json(get(management("/actuator/configagent")));
        assertThat(status.path("pinned").path("revision").asLong()).isEqualTo(pinned);
        assertThat(status.path("generations").isArray()).isTrue();
        assertThat(status.path("refusals").isArray()).isTrue();

        assertThat(post("/actuator/configagent/unpin", "{}").statusCode()).isEqualTo(200);
        await().until(() -> get(management("/health")).body().contains("\"current_config_version\":" + kept));
        assertThat(post("/actuator/configagent/pin", "{\"generation\":\"1.99\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(post("/actuator/configagent/adopt", "{}").statusCode()).isEqualTo(409);
        assertThat(post("/actuator/configagent/forget", "{}").statusCode()).isEqualTo(200);
        assertThat(post("/actuator/configagent/nothing", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void refreshPollsNowAndErrorsAreProblemsAndPortsAreTold() throws Exception {
        controlPlane.publish(snapshot(3));
        run();
        HttpResponse<String> refreshed = http.send(
                HttpRequest.newBuilder(management("/internal/config/refresh"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(refreshed.statusCode()).isEqualTo(202);
        for (String path : List.of("/nowhere", "/actuator/nothing", "/actuator/env", "/internal/config/routes")) {
            HttpResponse<String> answer = get(management(path));
            assertThat(answer.statusCode()).isIn(400, 404);
            assertProblem(answer);
        }
        HttpResponse<String> wrongMethod = get(management("/internal/config/refresh"));
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertProblem(wrongMethod);

        for (String line : List.of("GET /a\\b HTTP/1.1", "G@T / HTTP/1.1", "GET / HTTP/9.9", "GET /%ff%zz HTTP/1.1")) {
            String refused = raw(line + "\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(refused)
                    .startsWith("HTTP/1.1 ")
                    .contains("application/problem+json", "\"type\":", "\"instance\":");
            assertThat(refused.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<html", "tomcat", "exception");
        }

        JsonNode ports = json(get(management("/actuator/info"))).path("ports");
        assertThat(ports.path("server.port").asInt()).isEqualTo(port("local.server.port"));
        assertThat(ports.path("edge.traffic.port").asInt())
                .isEqualTo(traffic("/").getPort());
        get(traffic("/x"));
        assertThat(get(management("/actuator/prometheus")).body())
                .contains("edge_requests_seconds", "quantile=\"0.99\"", "edge_rate_limit_total", "edge_route_total")
                .contains("edge_flag_evaluations_total", "config_agent_revision");
    }

    @Test
    void theAgentsPollCarriesTheTraffic() throws Exception {
        controlPlane.publish(snapshot(3));
        run("--config-agent.wait=0");
        await().until(() -> get(management("/health")).body().contains("\"current\""));
        get(traffic("/nowhere"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> controlPlane.polls().stream()
                        .anyMatch(poll ->
                                poll.body().path("health").path("noRoute").asLong() == 1));
    }

    private SnapshotBuilder snapshot(int limit) {
        return SnapshotBuilder.snapshot()
                .tenant("acme", KEY)
                .policy("policy-1", "acme", limit, 60)
                .service("s", "http://127.0.0.1:" + service.getAddress().getPort())
                .route("route-1", "/api", "s")
                .resource(
                        "routing-rules",
                        "route-gold",
                        "{\"id\":\"route-gold\",\"version\":1,\"path\":\"/api\",\"targetService\":\"s\",\"priority\":9,\"scope\":\"api\","
                                + "\"conditions\":[{\"header\":\"X-Tier\",\"equals\":\"gold\"}]}");
    }

    /** Both sides poll ten times as often as by default, so that nobody waits long for what comes with a poll. */
    private void run(String... more) {
        controlPlane.pollInterval(1);
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--edge.traffic.port=0",
                "--edge.traffic.address=127.0.0.1",
                "--edge.traffic.drain-delay=0s",
                "--edge.targets.allow-loopback=true",
                "--config-agent.control-plane-url=" + controlPlane.url(),
                "--config-agent.token=" + controlPlane.token(),
                "--config-agent.cache-dir=" + cache.resolve("agent"),
                "--config-agent.poll-interval=1s"));
        arguments.addAll(List.of(more));
        edge = SpringApplication.run(EdgeService.class, arguments.toArray(String[]::new));
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(management(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("local.server.port"))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private URI management(String path) {
        return URI.create("http://127.0.0.1:" + port("local.server.port") + path);
    }

    private URI traffic(String path) {
        return URI.create("http://127.0.0.1:"
                + edge.getBean(io.failstatic.edge.gateway.TrafficListener.class).port() + path);
    }

    private int port(String name) {
        return edge.getEnvironment().getRequiredProperty(name, Integer.class);
    }

    private HttpResponse<String> get(URI uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer).propertyNames()).contains("type", "title", "status", "detail", "instance");
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
