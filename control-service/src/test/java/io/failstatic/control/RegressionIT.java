package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.OPERATOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** The database is set back below what has been published. */
@Tag("G3")
class RegressionIT {

    @TempDir
    private Path scratch;

    private final String database = "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
    private RunningControl control;
    private String lineage;

    /** Revisions 1 and 2 are in the backup, 3 to 5 are lost with it. */
    @BeforeEach
    void setBack() {
        control = RunningControl.start(scratch.resolve("first"), database);
        lineage = status().get("lineage").asString();
        create("kept");
        jdbc().execute("script to '" + scratch.resolve("backup.sql") + "'");
        create("lost-1");
        create("lost-2");
        create("lost-3");
    }

    private void restore() {
        jdbc().execute("drop all objects");
        jdbc().execute("runscript from '" + scratch.resolve("backup.sql") + "'");
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private JdbcTemplate jdbc() {
        return control.bean(JdbcTemplate.class);
    }

    private HttpResponse<String> create(String id) {
        return control.admin(EDITOR, "POST", "/api/v1/documents", "{\"id\":\"" + id + "\",\"content\":1}");
    }

    private JsonNode status() {
        return json(control.admin(VIEWER, "GET", "/api/v1/status", null));
    }

    private HttpResponse<String> poll(String id, long epoch, long revision) {
        return control.poll("{\"instanceId\":\"" + id + "\",\"wait\":0,\"seen\":{\"lineage\":\"" + lineage
                + "\",\"epoch\":" + epoch + ",\"revision\":" + revision + ",\"digest\":\"sha-256=:x:\"}}");
    }

    private HttpResponse<String> raise() {
        return control.admin(ADMIN, "POST", "/api/v1/epochs", "{\"reason\":\"restored\"}", "Break-Glass", "true");
    }

    /** A service whose own disk knows nothing of what was lost. */
    private void startElsewhere() {
        control.close();
        control = RunningControl.start(scratch.resolve("elsewhere"), database);
        assertThat(status().get("revision").asLong()).isEqualTo(2);
        assertThat(status().get("publishing").asBoolean()).isTrue();
    }

    private void awaitPublishing(boolean publishing) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status().get("publishing").asBoolean() == publishing);
    }

    private void assertRegressed(HttpResponse<String> refused, long witnessed) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(refused);
        assertThat(problem.get("code").asString()).isEqualTo("regressed");
        assertThat(problem.at("/stored/epoch").asLong()).isEqualTo(1);
        assertThat(problem.at("/stored/revision").asLong()).isEqualTo(2);
        assertThat(problem.at("/witnessed/epoch").asLong()).isEqualTo(1);
        assertThat(problem.at("/witnessed/revision").asLong()).isEqualTo(witnessed);
        assertThat(problem.get("detail").asString())
                .contains("revision 2 of epoch 1", "revision " + witnessed + " of epoch 1", "POST /api/v1/epochs");
    }

    @Test
    void aServiceThatHasServedMoreThanIsStoredStopsPublishingUntilAnEpochBegins() {
        restore();
        for (Map.Entry<String, String> mutation : Map.of(
                        "POST /api/v1/documents", "{\"content\":1}",
                        "PUT /api/v1/documents/kept", "{\"content\":2}",
                        "DELETE /api/v1/documents/kept", "",
                        "POST /api/v1/documents?dryRun=true", "{\"content\":1}",
                        "POST /api/v1/documents/kept/rollback", "{\"targetVersion\":1,\"reason\":\"r\"}",
                        "POST /api/v1/revisions/1/restore", "{\"reason\":\"r\"}",
                        "POST /api/v1/apply", "{\"reason\":\"r\",\"resources\":{}}")
                .entrySet()) {
            String[] call = mutation.getKey().split(" ", 2);
            assertRegressed(
                    control.admin(
                            ADMIN, call[0], call[1], mutation.getValue(), "Break-Glass", "true", "Change-Reason", "r"),
                    5);
        }
        awaitPublishing(false);
        assertThat(status().get("reason").asString()).contains("regressed", "revision 2 of epoch 1", "revision 5");
        HttpResponse<String> health = control.management("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"publishing\":false", "regressed");
        assertThat(control.management("/actuator/prometheus").body()).contains("control_regressed 1.0");
        assertThat(json(control.admin(VIEWER, "GET", "/api/v1/audit?outcome=CONFLICT", null))
                        .get("items"))
                .isNotEmpty();

        assertThat(control.poll("{\"instanceId\":\"new\"}").body()).contains("lost-3");
        assertThat(poll("old", 1, 5).statusCode()).isIn(200, 204);
        assertThat(control.admin(OPERATOR, "POST", "/api/v1/freeze", "{\"reason\":\"hands off\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(control.admin(OPERATOR, "POST", "/api/v1/unfreeze", "{\"reason\":\"on\"}")
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> raised = raise();
        assertThat(raised.statusCode()).as(raised.body()).isEqualTo(201);
        assertThat(json(raised).get("epoch").asLong()).isEqualTo(2);
        assertThat(json(raised).get("revision").asLong()).isEqualTo(3);
        assertThat(json(raised).at("/witnessed/revision").asLong()).isEqualTo(5);
        HttpResponse<String> polled = poll("old", 1, 5);
        assertThat(polled.statusCode()).isEqualTo(200);
        assertThat(json(polled).get("epoch").asLong()).isEqualTo(2);
        assertThat(json(polled).get("revision").asLong()).isEqualTo(3);
        assertThat(polled.body()).contains("\"kept\"").doesNotContain("lost");
        assertThat(create("after").statusCode()).isEqualTo(201);
        awaitPublishing(true);
        assertThat(control.management("/actuator/prometheus").body()).contains("control_regressed 0.0");
    }

    @Test
    void twoInstancesAreBelievedAtOnceAndOneIsNot() {
        restore();
        startElsewhere();
        poll("buggy", 1, 1_000_000_000_000_000_000L);
        poll("buggy-too", 1, 1_000_000_000_000_000_000L);
        poll("a", 1, 5);
        assertThat(create("still-open").statusCode()).isEqualTo(201);
        jdbc().execute("drop all objects");
        jdbc().execute("runscript from '" + scratch.resolve("backup.sql") + "'");
        startElsewhereAgain();
        poll("a", 1, 5);
        assertThat(poll("b", 1, 4).statusCode()).isEqualTo(204);
        assertRegressed(create("refused"), 4);
        awaitPublishing(false);
    }

    private void startElsewhereAgain() {
        control.close();
        control = RunningControl.start(scratch.resolve("elsewhere-again"), database);
    }

    @Test
    void whatOneServiceHasHeardAnotherOneKnows() {
        restore();
        startElsewhere();
        poll("a", 1, 5);
        poll("b", 1, 5);
        awaitPublishing(false);
        try (RunningControl other = RunningControl.start(scratch.resolve("other"), database)) {
            HttpResponse<String> refused = other.admin(ADMIN, "POST", "/api/v1/documents", "{\"content\":1}");
            assertRegressed(refused, 5);
            assertThat(json(refused).get("detail").asString()).contains("2 instances: a, b");
            assertThat(other.admin(ADMIN, "POST", "/api/v1/epochs", "{\"reason\":\"restored\"}", "Break-Glass", "true")
                            .statusCode())
                    .isEqualTo(201);
        }
        awaitPublishing(true);
        assertThat(create("after").statusCode()).isEqualTo(201);
        assertThat(status().get("epoch").asLong()).isEqualTo(2);
    }

    @Test
    void aCloneStopsPublishingWhenTheOtherOneHasBegunAnEpoch() {
        String clone = database.replace("jdbc:h2:mem:", "jdbc:h2:mem:clone-");
        try (RunningControl other = RunningControl.start(scratch.resolve("clone"), clone)) {
            JdbcTemplate there = other.bean(JdbcTemplate.class);
            there.execute("drop all objects");
            there.execute("runscript from '" + scratch.resolve("backup.sql") + "'");
            assertThat(raise().statusCode()).isEqualTo(201);
            for (String id : new String[] {"a", "b"}) {
                JsonNode head = json(poll(id, 1, 5));
                assertThat(head.get("epoch").asLong()).isEqualTo(2);
                assertThat(other.poll("{\"instanceId\":\"" + id + "\",\"wait\":0,\"seen\":{\"lineage\":\"" + lineage
                                        + "\",\"epoch\":2,\"revision\":" + head.get("revision") + ",\"digest\":\"d\"}}")
                                .statusCode())
                        .isIn(200, 204);
            }
            HttpResponse<String> refused = other.admin(ADMIN, "POST", "/api/v1/documents", "{\"content\":1}");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(json(refused).at("/witnessed/epoch").asLong()).isEqualTo(2);
            assertThat(create("here-it-goes-on").statusCode()).isEqualTo(201);
        }
    }
}
