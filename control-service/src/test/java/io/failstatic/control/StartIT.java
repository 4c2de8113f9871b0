package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.json;
import static io.failstatic.control.RunningControl.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.control.access.InvalidSetupException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartIT {

    private static final String NOT_THERE = "control.security.tokens[0].name=a";

    @TempDir
    Path data;

    private String directory() {
        return "control.data-dir=" + data;
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "spring.datasource.url=jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/nowhere";
        }
    }

    private static void assertStops(ThrowingCallable start, String message) {
        assertThatThrownBy(start).satisfies(failure -> {
            StringBuilder told = new StringBuilder();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                told.append(cause.getMessage()).append('\n');
            }
            assertThat(told.toString()).contains(message);
        });
    }

    @Test
    void makesTokensAtTheFirstStartAndKeepsThem(CapturedOutput output) throws Exception {
        String admin;
        String lineage;
        try (RunningControl control = RunningControl.startBare(directory())) {
            admin = Files.readString(data.resolve("admin-token"));
            String agent = Files.readString(data.resolve("agent-token"));
            for (String file : new String[] {"admin-token", "agent-token"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                        .isEqualTo("rw-------");
            }
            assertThat(output.getOut()).contains(data.resolve("admin-token").toString());
            assertThat(output.getAll()).doesNotContain(admin, agent);
            HttpResponse<String> status = control.admin(admin, "GET", "/api/v1/status", null);
            assertThat(status.statusCode()).isEqualTo(200);
            lineage = json(status).get("lineage").asString();
            Awaitility.await().until(() -> Files.exists(data.resolve("distribution/stable.snapshot")));
            assertThat(control.distribution(agent, "GET", "/distribution/v1/snapshot", null)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(control.admin(admin, "POST", "/api/v1/tenants", "{\"id\":\"acme\",\"name\":\"Acme\"}")
                            .statusCode())
                    .isEqualTo(201);
        }
        try (RunningControl control = RunningControl.startBare(directory())) {
            assertThat(Files.readString(data.resolve("admin-token"))).isEqualTo(admin);
            assertThat(json(control.admin(admin, "GET", "/api/v1/status", null))
                            .get("lineage")
                            .asString())
                    .isEqualTo(lineage);
            assertThat(control.admin(admin, "GET", "/api/v1/tenants/acme", null).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void servesPollsFromDiskWhileTheDatabaseHasNeverAnswered() throws Exception {
        String revision;
        try (RunningControl control = RunningControl.start(data)) {
            HttpResponse<String> created =
                    control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"acme\",\"name\":\"A\"}");
            revision = created.headers().firstValue("Config-Revision").orElseThrow();
        }
        try (RunningControl control = RunningControl.start(data, closedPort())) {
            HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-1\"}");
            assertThat(polled.statusCode()).isEqualTo(200);
            assertThat(polled.headers().firstValue("Config-Revision")).hasValue(revision);
            assertThat(polled.body()).contains("acme");
            for (String method : new String[] {"GET", "POST"}) {
                HttpResponse<String> refused = control.admin(
                        ADMIN, method, "/api/v1/tenants", method.equals("GET") ? null : "{\"name\":\"B\"}");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            }
            HttpResponse<String> status = control.admin(ADMIN, "GET", "/api/v1/status", null);
            assertThat(status.statusCode()).isEqualTo(200);
            assertThat(json(status).get("publishing").asBoolean()).isFalse();
            assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(control.management("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void answers503BeforeAnySnapshotExistsAndSetsACorruptFileAside() throws Exception {
        Files.createDirectories(data.resolve("distribution"));
        Files.writeString(data.resolve("distribution/stable.snapshot"), "{\"digest\":\"sha-256=:AAAA:\"}\n{}");
        try (RunningControl control = RunningControl.start(data, closedPort())) {
            for (HttpResponse<String> answer : List.of(
                    control.poll("{\"instanceId\":\"i-1\",\"wait\":10}"),
                    control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null),
                    control.distribution(AGENT, "GET", "/api/v1/gateway-config", null))) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.headers().firstValue("Poll-Interval")).hasValue("10");
            }
            assertThat(data.resolve("distribution/stable.snapshot.corrupt")).exists();
        }
    }

    @Test
    void servesTheHistoryOfAnotherDatabaseOnceItIsThere() {
        try (RunningControl control = RunningControl.start(data)) {
            control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"old\",\"name\":\"Old\"}");
            Awaitility.await()
                    .until(() -> Files.readString(data.resolve("distribution/stable.snapshot"))
                            .contains("old"));
        }
        try (RunningControl control = RunningControl.start(data)) {
            HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-1\"}");
            assertThat(polled.headers().firstValue("Config-Revision")).hasValue("1");
            assertThat(polled.body()).doesNotContain("old");
            Awaitility.await()
                    .until(() -> !Files.readString(data.resolve("distribution/stable.snapshot"))
                            .contains("old"));
        }
    }

    @Test
    void answersHeldPollsBeforeItStops() throws Exception {
        RunningControl control = RunningControl.start(data);
        HttpResponse<String> first = control.poll("{\"instanceId\":\"i-1\"}");
        String seen =
                "{\"lineage\":\"" + first.headers().firstValue("Config-Lineage").orElseThrow()
                        + "\",\"epoch\":1,\"revision\":"
                        + first.headers().firstValue("Config-Revision").orElseThrow() + ",\"digest\":null}";
        var held = control.pollLater("{\"instanceId\":\"i-1\",\"wait\":50,\"seen\":" + seen + "}");
        Awaitility.await()
                .until(() -> control.management("/actuator/prometheus").body().contains("control_waiting 1.0"));
        long before = System.nanoTime();
        control.close();
        assertThat(held.get().statusCode()).isEqualTo(204);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void stopsWhenTokensAreMissingBesideAnotherDatabase() throws Exception {
        String url = closedPort();
        assertStops(() -> RunningControl.startBare(directory(), url), "No tokens are configured");
    }

    @Test
    void stopsWhenTokensAreConfiguredBadly() {
        String hex = sha256("x");
        assertStops(
                () -> RunningControl.startBare(
                        directory(),
                        NOT_THERE,
                        "control.security.tokens[0].sha256=secret",
                        "control.security.tokens[0].roles=ADMIN"),
                "64 hex digits");
        assertStops(
                () -> RunningControl.startBare(
                        directory(),
                        NOT_THERE,
                        "control.security.tokens[0].sha256=" + hex,
                        "control.security.tokens[0].roles=KING"),
                "KING");
        assertStops(
                () -> RunningControl.startBare(directory(), NOT_THERE, "control.security.tokens[0].sha256=" + hex),
                "no roles");
        assertStops(
                () -> RunningControl.startBare(
                        directory(),
                        NOT_THERE,
                        "control.security.tokens[0].sha256=" + hex,
                        "control.security.tokens[0].roles=ADMIN",
                        "control.security.tokens[1].name=a",
                        "control.security.tokens[1].sha256=" + sha256("y"),
                        "control.security.tokens[1].roles=ADMIN"),
                "distinct names");
    }

    @Test
    void leavesLoopbackInTheClearOnlyOnPurpose() {
        for (String setting : new String[] {"server.address=0.0.0.0", "control.distribution.address=0.0.0.0"}) {
            assertThatThrownBy(() -> RunningControl.start(data, setting))
                    .hasRootCauseInstanceOf(InvalidSetupException.class)
                    .rootCause()
                    .hasMessageContaining(setting.substring(0, setting.indexOf('=')));
        }
        try (RunningControl control = RunningControl.start(
                data,
                "server.address=0.0.0.0",
                "control.distribution.address=0.0.0.0",
                "control.security.allow-plaintext=true")) {
            assertThat(control.poll("{\"instanceId\":\"i-1\"}").statusCode()).isEqualTo(200);
        }
    }
}
