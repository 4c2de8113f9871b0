package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.edge.report.AccessLog;
import io.failstatic.edge.report.RequestReports;
import io.failstatic.edge.report.TestReports;
import io.failstatic.edge.report.Tracing;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RequestReportsIT {

    private static final String KEY = "fsk_acme";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @TempDir
    Path directory;

    private FakeService service;
    private FakeService collector;

    @BeforeEach
    void start() throws Exception {
        service = new FakeService().recording();
        collector = new FakeService().recording();
    }

    @AfterEach
    void stop() {
        service.close();
        collector.close();
    }

    @Test
    void eachRequestIsALineThatSaysWhatDecidedIt() throws Exception {
        Path file = directory.resolve("access.log");
        AccessLog log = TestReports.log(file);
        try (EdgeFixture edge = edge(new RequestReports(log, null))) {
            String id = edge.get("/a?secret=1", "X-Api-Key", KEY)
                    .headers()
                    .firstValue("X-Request-Id")
                    .orElseThrow();
            edge.get("/a", "X-Api-Key", KEY);
            edge.get("/nowhere");
            edge.get("/a", "X-Api-Key", "fsk_wrong");
            edge.raw("GET /../a HTTP/1.1\r\nHost: h\r\n\r\n");
            edge.raw("nonsense\r\n\r\n");
            log.stop();

            List<JsonNode> lines = Files.readAllLines(file).stream()
                    .map(JsonMapper.shared()::readTree)
                    .toList();
            assertThat(lines)
                    .extracting(line -> line.path("decision").asString() + " "
                            + line.path("status").asInt())
                    .containsExactly(
                            "answered 200",
                            "rate_limited 429",
                            "no_route 404",
                            "unauthorized 401",
                            "bad_request 400",
                            "bad_request 400");
            JsonNode first = lines.get(0);
            assertThat(first.path("requestId").asString()).isEqualTo(id);
            assertThat(first.path("tenant").asString()).isEqualTo("acme");
            assertThat(first.path("rule").asString()).isEqualTo("route-0@1");
            assertThat(first.path("policy").asString()).isEqualTo("policy-acme-api@1");
            assertThat(first.path("upstream").asString())
                    .isEqualTo(service.url().substring("http://".length()));
            assertThat(first.path("configRevision").asLong()).isEqualTo(7);
            assertThat(Files.readString(file)).doesNotContain("secret").doesNotContain("fsk_");
        }
    }

    @Test
    void aTraceGoesOnThroughTheEdgeAndItsSpanIsSent() throws Exception {
        Tracing tracing = TestReports.tracing(URI.create(collector.url() + "/v1/traces"), 1);
        try (EdgeFixture edge = edge(new RequestReports(null, tracing))) {
            edge.get("/a", "traceparent", PARENT, "tracestate", "vendor=1");
            String continued = service.last().headers().getFirst("traceparent");
            assertThat(continued).matches("00-" + TRACE + "-[0-9a-f]{16}-0[13]").isNotEqualTo(PARENT);
            assertThat(service.last().headers().getFirst("tracestate")).isEqualTo("vendor=1");

            edge.get("/a", "traceparent", "00-nonsense", "tracestate", "vendor=1");
            assertThat(service.last().headers().getFirst("traceparent"))
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]")
                    .doesNotContain(TRACE);
            assertThat(service.last().headers().containsKey("tracestate")).isFalse();
            TestReports.close(tracing);
            await().until(() -> !collector.received.isEmpty());
            assertThat(collector.received.get(0).uri()).isEqualTo("/v1/traces");
        }
    }

    @Test
    void aTraceThatIsNotSampledIsPassedOnAsSuchAndNotSent() throws Exception {
        Tracing tracing = TestReports.tracing(URI.create(collector.url() + "/v1/traces"), 0);
        try (EdgeFixture edge = edge(new RequestReports(null, tracing))) {
            edge.get("/a");
            assertThat(service.last().headers().getFirst("traceparent")).matches(".*-0[02]");
            TestReports.close(tracing);
            assertThat(collector.received).isEmpty();
        }
    }

    @Test
    void withoutTracesTheClientsContextPassesAsItCame() throws Exception {
        try (EdgeFixture edge = edge(RequestReports.NONE)) {
            edge.get("/a", "traceparent", PARENT);
            assertThat(service.last().headers().getFirst("traceparent")).isEqualTo(PARENT);
            edge.get("/a");
            assertThat(service.last().headers().containsKey("traceparent")).isFalse();
        }
    }

    @Test
    void aCollectorThatIsAwayCostsNoRequest() throws Exception {
        Tracing tracing = TestReports.tracing(URI.create("http://127.0.0.1:1/v1/traces"), 1);
        try (EdgeFixture edge = edge(new RequestReports(null, tracing))) {
            assertThat(edge.get("/a").statusCode()).isEqualTo(200);
            TestReports.close(tracing);
            assertThat(edge.get("/a").statusCode()).isEqualTo(200);
        }
    }

    private EdgeFixture edge(RequestReports reports) {
        EdgeFixture edge = new EdgeFixture(reports);
        edge.serve(
                7,
                EdgeFixture.source()
                        .tenant("acme", KEY)
                        .policy("acme", 1, 60, "api")
                        .service("s", 5000, 0, service.url())
                        .route("/a", "s"));
        return edge;
    }
}
