package io.failstatic.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import io.failstatic.edge.gateway.TrafficListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That what is explained is what happens: random requests under a random snapshot, from a fixed seed, described first and sent then. */
class ExplainedRequestsIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int REQUESTS = 250;
    private static final List<String> PATHS = List.of(
            "/",
            "/a",
            "/a/b",
            "/a/b/c",
            "/ab",
            "/a//b",
            "/%61",
            "/a%20b",
            "/b",
            "/b/x",
            "/a/../b",
            "/a%2fb",
            "/a;x=1",
            "/a?x=%2F",
            "/c%C3%A9");
    private static final List<String> METHODS = List.of("GET", "POST", "DELETE", "TRACE", "OPTIONS", "PROPFIND");

    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Random RANDOM = new Random(20261120);
    private static ControlPlaneSimulator controlPlane;
    private static HttpServer service;
    private static ConfigurableApplicationContext edge;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        controlPlane = new ControlPlaneSimulator().start();
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            String got = exchange.getRequestURI().getPath().split("/", 3)[1] + "|"
                    + exchange.getRequestHeaders().getFirst("X-Tenant-Id") + "|"
                    + exchange.getRequestHeaders().getFirst("X-Feature-Flags");
            exchange.getResponseHeaders().set("X-Got", got);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        controlPlane.publish(snapshot());
        edge = SpringApplication.run(
                EdgeService.class,
                "--server.port=0",
                "--edge.traffic.port=0",
                "--edge.traffic.address=127.0.0.1",
                "--edge.traffic.drain-delay=0s",
                "--edge.targets.allow-loopback=true",
                "--edge.tenant-header=X-Trusted-Tenant",
                "--edge.trusted-proxies=127.0.0.1",
                "--edge.access-log.file=" + directory.resolve("access.log"),
                "--config-agent.control-plane-url=" + controlPlane.url(),
                "--config-agent.token=" + controlPlane.token(),
                "--config-agent.cache-dir=" + directory.resolve("agent"));
        await().until(() -> get(management("/health")).body().contains("\"current\""));
    }

    @AfterAll
    static void stop() {
        if (edge != null) {
            edge.close();
        }
        controlPlane.close();
        service.stop(0);
    }

    @Test
    void everyRequestIsDecidedAsItWasExplained() throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        Map<String, JsonNode> explanations = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            Described described = described(i);
            HttpResponse<String> explained = get(management(described.question()));
            assertThat(explained.statusCode()).as(described.toString()).isEqualTo(200);
            JsonNode explanation = JSON.readTree(explained.body());
            HttpResponse<String> answer = described.send();
            String about =
                    described + "\n" + explanation + "\n" + answer.headers().map();

            statuses.merge(answer.statusCode(), 1, Integer::sum);
            assertThat(answer.statusCode())
                    .as(about)
                    .isEqualTo(explanation.path("status").asInt(200));
            assertThat(header(answer, "Config-Revision"))
                    .as(about)
                    .isEqualTo(
                            explanation.path("configuration").path("revision").asString());
            if (explanation.has("policy")) {
                assertThat(header(answer, "RateLimit-Limit"))
                        .as(about)
                        .isEqualTo(explanation.path("policy").path("limit").asString());
                assertThat(Integer.parseInt(header(answer, "RateLimit-Reset")))
                        .as(about)
                        .isBetween(1, explanation.path("policy").path("window").asInt());
            }
            if (!explanation.has("status")) {
                assertThat(header(answer, "X-Got")).as(about).isEqualTo(got(explanation));
            }
            explanations.put(header(answer, "X-Request-Id"), explanation);
        }
        assertThat(statuses).containsKeys(200, 400, 401, 404, 405);
        // The access log says with which versions each of them was decided, and for whom.
        await().until(() -> Files.readAllLines(directory.resolve("access.log")).size() >= REQUESTS);
        for (String line : Files.readAllLines(directory.resolve("access.log"))) {
            JsonNode decided = JSON.readTree(line);
            JsonNode explanation = explanations.get(decided.path("requestId").asString());
            String about = explanation + "\n" + line;
            assertThat(decided.path("rule").asString("none")).as(about).isEqualTo(versioned(explanation.path("rule")));
            assertThat(decided.path("policy").asString("none"))
                    .as(about)
                    .isEqualTo(versioned(explanation.path("policy")));
            if (explanation.has("countedFor") && decided.path("tenant").isMissingNode()) {
                assertThat(decided.path("client").asString())
                        .as(about)
                        .isEqualTo(explanation.path("countedFor").asString());
            }
        }
    }

    private static String got(JsonNode explanation) {
        List<String> on = StreamSupport.stream(explanation.path("flags").spliterator(), false)
                .filter(flag -> flag.path("enabled").asBoolean())
                .map(flag -> flag.path("name").asString())
                .toList();
        boolean tenant = !explanation.path("tenant").isMissingNode();
        return explanation.path("service").path("id").asString() + "|"
                + (tenant ? explanation.path("tenant").path("id").asString() : "null") + "|" + String.join(",", on);
    }

    private static String versioned(JsonNode resource) {
        return resource.has("id")
                ? resource.path("id").asString() + "@"
                        + resource.path("version").asString()
                : "none";
    }

    /** A request: as a question to the edge, and as itself. */
    private record Described(String method, String target, String tenantId, Map<String, String> fields) {

        String question() {
            StringBuilder question = new StringBuilder("/internal/explain?client=127.0.0.1&method=")
                    .append(method)
                    .append("&path=")
                    .append(encoded(target));
            if (!tenantId.isEmpty()) {
                question.append("&tenantId=").append(tenantId);
            }
            fields.forEach((name, value) ->
                    question.append("&header.").append(name).append('=').append(encoded(value)));
            return question.toString();
        }

        HttpResponse<String> send() throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(traffic(target)).method(method, HttpRequest.BodyPublishers.noBody());
            fields.forEach(request::header);
            if (!tenantId.isEmpty()) {
                request.header("X-Api-Key", "fsk_" + tenantId);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    private static Described described(int number) {
        Map<String, String> fields = new TreeMap<>();
        if (RANDOM.nextBoolean()) {
            fields.put("X-Tier", any(List.of("gold", "silver", "Gold")));
        }
        switch (RANDOM.nextInt(10)) {
            case 0 -> fields.put("X-Trusted-Tenant", any(List.of("t1", "t7", "stranger", "No Tenant")));
            case 1 -> fields.put("X-Api-Key", any(List.of("fsk_t1", "fsk_nobody")));
            case 2 -> fields.put("Authorization", any(List.of("Bearer fsk_t2", "Bearer fsk_nobody", "Bearer other")));
            case 3 -> fields.put("X-Tenant-Id", "t1");
            case 4 -> fields.put("Forwarded", "for=192.0.2." + RANDOM.nextInt(9));
            case 5 -> fields.put("X-Forwarded-For", "192.0.2.1, 198.51.100." + RANDOM.nextInt(9));
            default -> {}
        }
        boolean keyed = fields.containsKey("X-Api-Key") || fields.containsKey("Authorization");
        String tenantId = !keyed && RANDOM.nextInt(3) > 0 ? "t" + (number % 10) : "";
        return new Described(RANDOM.nextInt(8) == 0 ? any(METHODS) : "GET", any(PATHS), tenantId, fields);
    }

    private static SnapshotBuilder snapshot() {
        SnapshotBuilder snapshot = SnapshotBuilder.snapshot();
        // Versions differ, so that a wrong one shows: naming a resource again raises its version.
        for (int t = 0; t < 10; t++) {
            for (int version = 0; version <= t % 3; version++) {
                snapshot.tenant("t" + t, "fsk_t" + t);
                snapshot.policy("p" + t, "t" + t, 1000 + t, 100 + t, t % 2 == 0 ? "api" : "other");
            }
        }
        String url = "http://127.0.0.1:" + service.getAddress().getPort();
        for (int s = 0; s < 4; s++) {
            snapshot.service("s" + s, url + "/s" + s);
        }
        for (int r = 0; r < 30; r++) {
            String condition = switch (RANDOM.nextInt(4)) {
                case 0 -> "{\"header\":\"x-tier\",\"equals\":\"gold\"}";
                case 1 -> "{\"header\":\"X-Tenant-Id\",\"equals\":\"t" + RANDOM.nextInt(10) + "\"}";
                default -> "[]";
            };
            for (int version = RANDOM.nextInt(3); version >= 0; version--) {
                snapshot.resource(
                        "routing-rules",
                        "r" + r,
                        "{\"path\":\"" + any(List.of("/a", "/a/b", "/a*", "/a/*", "/b", "/a%20b", "/c%C3%A9"))
                                + "\",\"targetService\":\"s" + RANDOM.nextInt(4) + "\",\"priority\":"
                                + RANDOM.nextInt(4)
                                + ",\"scope\":\"" + any(List.of("api", "other")) + "\",\"conditions\":" + condition
                                + "}");
            }
        }
        for (int f = 0; f < 12; f++) {
            snapshot.rollout("f" + f, "flag-" + f, RANDOM.nextInt(101), "t" + RANDOM.nextInt(10));
        }
        return snapshot.flag("g1", "all", true).flag("g2", "none", false);
    }

    private static <T> T any(List<T> values) {
        return values.get(RANDOM.nextInt(values.size()));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static URI management(String path) {
        return URI.create("http://127.0.0.1:" + edge.getEnvironment().getRequiredProperty("local.server.port") + path);
    }

    private static URI traffic(String target) {
        return URI.create(
                "http://127.0.0.1:" + edge.getBean(TrafficListener.class).port() + target);
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
