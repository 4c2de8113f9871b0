package io.failstatic.control.audit;

import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.control.OnDatabase;
import io.failstatic.control.RunningControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A log that is longer than what is read at once, and than what the network holds. */
class LongAuditLogIT {

    private static final int ENTRIES = 20_000;

    @Test
    @Tag("G14")
    void isVerifiedAndExportedPartByPart(@TempDir Path data) throws Exception {
        try (RunningControl control = OnDatabase.POSTGRESQL.start(data)) {
            write(control);
            long before = System.nanoTime();
            assertThat(json(control.admin(VIEWER, "GET", "/api/v1/audit/verify", null))
                            .get("entries")
                            .asLong())
                    .isEqualTo(ENTRIES);
            long verified = System.nanoTime();
            HttpResponse<InputStream> export = export(control);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(export.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.lines()).hasSize(ENTRIES);
            }
            System.out.printf(
                    "%d audit entries verified in %d ms, exported in %d ms%n",
                    ENTRIES, (verified - before) / 1_000_000, (System.nanoTime() - verified) / 1_000_000);

            // Exports that nobody reads take no more threads than this.
            List<InputStream> unread = new ArrayList<>();
            for (int i = 0; i < Walks.AT_ONCE; i++) {
                unread.add(export(control).body());
            }
            for (String path : List.of("/api/v1/audit/verify", "/api/v1/audit")) {
                HttpResponse<String> refused =
                        control.admin(VIEWER, "GET", path, null, "Accept", "application/x-ndjson, application/json");
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            }
            assertThat(control.admin(VIEWER, "GET", "/api/v1/audit", null).statusCode())
                    .isEqualTo(200);
            for (InputStream each : unread) {
                each.close();
            }
            Awaitility.await()
                    .until(() -> control.admin(VIEWER, "GET", "/api/v1/audit/verify", null)
                                    .statusCode()
                            == 200);

            // Nobody takes a part of an export for the whole.
            InputStream broken = export(control).body();
            assertThat(broken.read()).isEqualTo('{');
            JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
            jdbc.execute("alter table audit_entry rename to away");
            assertThatThrownBy(broken::readAllBytes).isInstanceOf(IOException.class);
            HttpResponse<InputStream> refused = export(control);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            jdbc.execute("alter table away rename to audit_entry");
        }
    }

    private static void write(RunningControl control) {
        AuditLog log = control.bean(AuditLog.class);
        TransactionTemplate transaction = new TransactionTemplate(control.bean(PlatformTransactionManager.class));
        AuditEvent event = new AuditEvent(
                "alice",
                "UPDATE_DOCUMENT",
                "documents",
                "long",
                1L,
                2L,
                3L,
                List.of(),
                "x".repeat(1000),
                null,
                "127.0.0.1",
                Outcome.OK,
                false);
        for (int written = 0; written < ENTRIES; written += 1000) {
            transaction.executeWithoutResult(status -> {
                for (int i = 0; i < 1000; i++) {
                    log.append(event);
                }
            });
        }
    }

    private static HttpResponse<InputStream> export(RunningControl control) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(control.uri("admin", "/api/v1/audit"))
                .header("Authorization", "Bearer " + VIEWER)
                .header("Accept", "application/x-ndjson")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    }
}
