package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.ConfigAgent;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The drill of {@code docs/operations.md}: a backup is restored under a fleet that has seen more. */
@Tag("long")
@Tag("G10")
class RestoreDrillIT {

    private static final int FLEET = 3;
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @TempDir
    private Path scratch;

    private final List<ConfigAgent> agents = new ArrayList<>();
    private RunningControl control;

    @AfterEach
    void stop() {
        agents.forEach(ConfigAgent::close);
        if (control != null) {
            control.close();
        }
    }

    @Test
    void aBackupOfPostgresIsRestoredAndTheServiceIsOnANewMachine() throws Exception {
        Path data = scratch.resolve("postgres");
        Path backup = scratch.resolve("backup");
        try (Postgres postgres = Postgres.startIn(data)) {
            String database = postgres.newDatabase();
            start("first", database);
            startFleet();
            create("kept");
            postgres.stop();
            copy(data, backup);
            postgres.restart();
            awaitPublishing(true);
            loseChanges();

            String port = "control.distribution.port=" + control.port("distribution");
            control.close();
            postgres.stop();
            run("rm", "-r", data.toString());
            copy(backup, data);
            postgres.restart();
            start("new-machine", database, port);

            drill(2);
        }
    }

    @Test
    void theFileOfTheEmbeddedDatabaseIsRestored() throws Exception {
        Path file = scratch.resolve("only/control.mv.db");
        start("only", "spring.datasource.url=");
        startFleet();
        create("kept");
        String port = "control.distribution.port=" + control.port("distribution");
        control.close();
        Files.copy(file, scratch.resolve("backup"));
        start("only", "spring.datasource.url=", port);
        loseChanges();

        control.close();
        Files.copy(scratch.resolve("backup"), file, StandardCopyOption.REPLACE_EXISTING);
        start("only", "spring.datasource.url=", port);

        drill(2);
    }

    private void drill(long storedRevision) {
        awaitPublishing(false);
        assertThat(status().get("reason").asString())
                .contains("regressed", "revision " + storedRevision + " of epoch 1", "revision 4 of epoch 1");
        HttpResponse<String> health = control.management("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"publishing\":false", "regressed");
        HttpResponse<String> refused = post(EDITOR, "/api/v1/documents", "{\"id\":\"too-early\",\"content\":1}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(json(refused).get("code").asString()).isEqualTo("regressed");
        assertThat(agents).allMatch(runs("lost-2"));

        HttpResponse<String> raised =
                post(ADMIN, "/api/v1/epochs", "{\"reason\":\"restored the backup\"}", "Break-Glass", "true");
        long began = System.nanoTime();
        assertThat(raised.statusCode()).as(raised.body()).isEqualTo(201);
        awaitFleet(agent -> agent.current().epoch() == 2
                && runs("kept").test(agent)
                && !runs("lost-2").test(agent));
        tell("new epoch", began);
        assertThat(agents).allMatch(runs("kept")).noneMatch(runs("lost-2"));
        awaitPublishing(true);

        String kept = fragment("kept");
        post(EDITOR, "/api/v1/documents", "{\"id\":\"after\",\"content\":1}");
        control.admin(EDITOR, "PUT", "/api/v1/documents/kept", "{\"content\":\"changed\"}");
        awaitFleet(runs("after"));
        HttpResponse<String> back =
                post(EDITOR, "/api/v1/documents/kept/rollback", "{\"targetVersion\":1,\"reason\":\"it was better\"}");
        began = System.nanoTime();
        long revision = back.headers().firstValueAsLong("Config-Revision").orElseThrow();
        awaitFleet(agent -> agent.current().revision() == revision);
        tell("rollback", began);
        assertThat(fragment("kept").replace("\"version\":3", "\"version\":1")).isEqualTo(kept);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> status().at("/instances/CONVERGED").asInt() == FLEET);
    }

    private static void tell(String what, long began) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        Duration allowed = INTERVAL.multipliedBy(12).dividedBy(10).plusSeconds(2);
        System.out.printf(
                "FIGURE %s to applied by all %d agents: %d ms (at most %d)%n", what, FLEET, millis, allowed.toMillis());
        assertThat(Duration.ofMillis(millis)).isLessThanOrEqualTo(allowed);
    }

    private void start(String directory, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("control.distribution.poll-interval=" + INTERVAL.toSeconds() + "s");
        control = RunningControl.start(scratch.resolve(directory), all.toArray(String[]::new));
    }

    private void startFleet() {
        for (int n = 0; n < FLEET; n++) {
            ConfigAgent agent = ConfigAgent.builder()
                    .controlPlaneUrl(control.uri("distribution", ""))
                    .token(AGENT)
                    .instanceId("agent-" + n)
                    .cacheDir(scratch.resolve("agent-" + n))
                    .pollInterval(INTERVAL)
                    .backoffMax(INTERVAL.multipliedBy(2))
                    .circuitBreaker(5, INTERVAL)
                    .build();
            agent.start();
            agents.add(agent);
        }
    }

    /** What is in no backup: everybody runs it, revision 4. */
    private void loseChanges() {
        create("lost-1");
        create("lost-2");
        awaitFleet(runs("lost-2"));
    }

    /** As a client does: what a database that was just restarted refuses is sent again under its key. */
    private void create(String id) {
        String body = "{\"id\":\"" + id + "\",\"content\":{\"of\":\"" + id + "\"}}";
        Awaitility.await(id).untilAsserted(() -> {
            HttpResponse<String> created = post(EDITOR, "/api/v1/documents", body, "Idempotency-Key", id);
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        });
    }

    private HttpResponse<String> post(String token, String path, String body, String... headers) {
        return control.admin(token, "POST", path, body, headers);
    }

    private JsonNode status() {
        return json(control.admin(VIEWER, "GET", "/api/v1/status", null));
    }

    private String fragment(String id) {
        JsonNode snapshot = json(control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null));
        for (JsonNode document : snapshot.at("/resources/documents")) {
            if (document.get("id").asString().equals(id)) {
                return document.toString();
            }
        }
        throw new AssertionError("no document " + id);
    }

    private static Predicate<ConfigAgent> runs(String document) {
        return agent -> agent.documents().find(document) != null;
    }

    private void awaitFleet(Predicate<ConfigAgent> state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> agents.stream().allMatch(state));
    }

    private void awaitPublishing(boolean publishing) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status().get("publishing").asBoolean() == publishing);
    }

    private static void copy(Path from, Path to) throws Exception {
        run("cp", "-a", from.toString(), to.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
