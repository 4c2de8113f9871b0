package io.failstatic.control.audit;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The database of a version that knew no chain. */
class OlderAuditLogIT {

    @Test
    @Tag("G14")
    void theChainBeginsAfterWhatAnOlderVersionHasWritten(@TempDir Path data) {
        String database = Postgres.shared().newDatabase();
        Flyway.configure()
                .dataSource(database.substring(database.indexOf('=') + 1), null, null)
                .placeholders(Map.of("bytewise", "collate \"C\""))
                .target("5")
                .load()
                .migrate();
        for (int seq : new int[] {1, 2, 5}) {
            Postgres.run(
                    database,
                    "insert into audit_entry (seq, at, actor, action, changes, outcome, break_glass) values (" + seq
                            + ", now(), 'old', 'CREATE_TENANT', '[]', 'OK', false)");
        }
        try (RunningControl control = RunningControl.start(data, database)) {
            assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"name\":\"a\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"name\":\"b\"}")
                            .statusCode())
                    .isEqualTo(201);
            JsonNode verification = json(control.admin(VIEWER, "GET", "/api/v1/audit/verify", null));
            assertThat(verification.get("valid").asBoolean()).isTrue();
            assertThat(verification.get("entries").asLong()).isEqualTo(2);
            assertThat(verification.get("last").asLong()).isEqualTo(7);

            JsonNode entries =
                    json(control.admin(VIEWER, "GET", "/api/v1/audit", null)).get("items");
            assertThat(entries).hasSize(5);
            assertThat(entries.get(1).get("seq").asLong()).isEqualTo(6);
            assertThat(entries.get(1).get("previousHash").asString()).isEqualTo("0".repeat(64));
            assertThat(entries.get(2).get("hash").isNull()).isTrue();
            assertThat(control.admin(VIEWER, "GET", "/api/v1/audit", null, "Accept", "application/x-ndjson")
                            .body()
                            .lines())
                    .hasSize(5);

            Postgres.run(database, "delete from audit_entry where seq = 6");
            assertThat(json(control.admin(VIEWER, "GET", "/api/v1/audit/verify", null))
                            .get("firstBroken")
                            .asLong())
                    .isEqualTo(6);
        }
    }
}
