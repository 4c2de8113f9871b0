package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.test.SnapshotBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random snapshots that a real agent takes, however odd, and random requests under them, from a fixed seed. */
@Tag("C-23")
class HostileSnapshotsIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SNAPSHOTS = 60;
    private static final int REQUESTS = 16;
    private static final int CLIENTS = 8;
    private static final List<Integer> KNOWN = List.of(200, 400, 401, 404, 405, 429, 502, 503, 504);

    private static final List<String> TEXTS = List.of(
            "api",
            "a:b",
            "a,b",
            "é",
            "\uD83D\uDE00",
            "\r\nX-Injected: 1",
            "\u0000",
            "{}",
            "%s%n",
            "\"\\",
            "a\u2028b",
            "x".repeat(5000),
            "LONE-SURROGATE");
    private static final List<String> PATHS = List.of(
            "/",
            "/*",
            "/a",
            "/a/",
            "/a/*",
            "/a*",
            "/a//b",
            "/%61",
            "/%00",
            "/%ff",
            "/%2e%2e/x",
            "/a%2fb",
            "/é",
            "/a;x=1",
            "//",
            "/" + "a/".repeat(500),
            "/" + "a".repeat(1023),
            "a",
            "/a?b",
            "/a*b");
    private static final List<String> HEADERS = List.of(
            "X-Tenant-Id",
            "Host",
            "Cookie",
            "Connection",
            "Content-Length",
            "X-A",
            "x_a",
            "!",
            "Forwarded",
            "X-Api-Key");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "TRACE");
    private static final List<String> TARGETS = List.of(
            "/",
            "/a",
            "/a/b",
            "/a//b",
            "/ab",
            "/%61",
            "/a%20b",
            "/a;x=1",
            "/%C3%A9",
            "/" + "a/".repeat(400),
            "/a/../b",
            "/?q",
            "*");

    private final Random random = new Random(20261120);

    @Test
    void nothingThatASnapshotHoldsMakesTheEdgeAnswer500() throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        int refused = 0;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (FakeService service = new FakeService();
                EdgeFixture edge = new EdgeFixture()) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                byte[] snapshot = snapshot(service, edge);
                ConfigAgent agent;
                try {
                    agent = ConfigAgent.fixed(snapshot);
                } catch (IllegalArgumentException e) {
                    refused++;
                    continue;
                }
                edge.snapshots = agent::current;
                List<Future<String>> sent = new ArrayList<>();
                for (int r = 0; r < REQUESTS; r++) {
                    String request = request();
                    sent.add(clients.submit(() -> send(edge, request)));
                }
                for (Future<String> answer : sent) {
                    String head = answer.get(20, TimeUnit.SECONDS);
                    String about = "snapshot " + i + ": " + head + "\n" + new String(snapshot, StandardCharsets.UTF_8);
                    assertThat(head).as(about).startsWith("HTTP/1.1 ");
                    int status = Integer.parseInt(head.substring(9, 12));
                    assertThat(KNOWN).as(about).contains(status);
                    assertThat(head).as(about).doesNotContain("X-Injected");
                    answers.merge(status, 1, Integer::sum);
                }
            }
            await().until(() -> edge.inFlight() == 0);
            assertThat(edge.meters.get("edge.rule.failures").functionCounter().count())
                    .isZero();
        } finally {
            clients.shutdownNow();
        }
        System.out.println("hostile snapshots: " + refused + " of " + SNAPSHOTS + " refused, answers " + answers);
        assertThat(refused).isBetween(1, SNAPSHOTS * 3 / 4);
        assertThat(answers).containsKeys(200, 400, 404, 502);
    }

    private byte[] snapshot(FakeService service, EdgeFixture edge) {
        SnapshotBuilder snapshot = SnapshotBuilder.snapshot();
        for (int t = 0; t < 3; t++) {
            snapshot.tenant("t" + t, "fsk_t" + t);
        }
        for (int s = 0; s < 3; s++) {
            ObjectNode members = JSON.createObjectNode();
            ArrayNode endpoints = members.putArray("endpoints");
            for (int e = random.nextInt(3); e >= 0; e--) {
                endpoints.add(endpoint(service, edge));
            }
            members.put("timeoutMs", rarely(7) ? 1 : 20 + random.nextInt(60)).put("retryCount", random.nextInt(3));
            snapshot.resource("services", "s" + s, members.toString());
        }
        for (int p = 0; p < 3; p++) {
            snapshot.resource(
                    "rate-limit-policies",
                    "p" + p,
                    JSON.createObjectNode()
                            .put("tenantId", "t" + p)
                            .put("limit", rarely(2) ? 1 : 1_000_000_000)
                            .put("window", rarely(2) ? 1 : 86_400)
                            .put("scope", any(TEXTS))
                            .toString());
        }
        for (int r = random.nextInt(8); r >= 0; r--) {
            ObjectNode rule = JSON.createObjectNode()
                    .put("path", rarely(25) ? any(PATHS) : any(PATHS.subList(0, 9)))
                    .put("targetService", "s" + random.nextInt(3))
                    .put("priority", random.nextInt())
                    .put("scope", any(TEXTS));
            ArrayNode conditions = rule.putArray("conditions");
            for (int c = random.nextInt(3); c > 1; c--) {
                conditions.addObject().put("header", any(HEADERS)).put("equals", any(TEXTS));
            }
            snapshot.resource("routing-rules", "r" + r, rule.toString());
        }
        for (int f = random.nextInt(4); f > 0; f--) {
            ObjectNode flag =
                    JSON.createObjectNode().put("name", f + any(TEXTS)).put("enabled", !rarely(4));
            flag.putObject("rollout")
                    .put("percentage", random.nextInt(101))
                    .putArray("tenantIds")
                    .add(any(TEXTS))
                    .add("t0");
            snapshot.resource("feature-flags", "f" + f, flag.toString());
        }
        return snapshot.json().replace("LONE-SURROGATE", "\\ud800").getBytes(StandardCharsets.UTF_8);
    }

    private String endpoint(FakeService service, EdgeFixture edge) {
        String good = service.url();
        String port = good.substring(good.lastIndexOf(':'));
        return any(List.of(
                good,
                good,
                good + "/base//",
                good + "/../%2e%2e/é/",
                "HTTP://user:password@127.0.0.1" + port + "/x?y#z",
                "https://127.0.0.1" + port,
                "http://127.0.0.1:0",
                "http://127.0.0.1:1",
                "http://127.0.0.1:65536",
                "http://127.0.0.1:99999999",
                "http://127.0.0.1:" + edge.port(),
                "http://169.254.169.254/latest/meta-data",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[::1]:1",
                "http://2130706433" + port,
                "http://" + "a".repeat(64) + ".invalid",
                "http://" + "a.".repeat(200) + "invalid",
                rarely(4) ? any(List.of("gopher://127.0.0.1", "http://-.invalid", "http://0x7f.1" + port)) : good));
    }

    private String request() {
        StringBuilder request =
                new StringBuilder(any(METHODS)).append(' ').append(any(TARGETS)).append(" HTTP/1.1\r\n");
        request.append("Host: h\r\nConnection: close\r\n");
        if (random.nextBoolean()) {
            request.append("X-Api-Key: fsk_t").append(random.nextInt(4)).append("\r\n");
        }
        if (random.nextBoolean()) {
            request.append("X-A: api\r\nCookie: a,b\r\n");
        }
        return rarely(3)
                ? request.append("Content-Length: 3\r\n\r\nabc").toString()
                : request.append("\r\n").toString();
    }

    private static String send(EdgeFixture edge, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readNBytes(4000), StandardCharsets.ISO_8859_1);
            return answer.split("\r\n\r\n", 2)[0];
        }
    }

    private boolean rarely(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
