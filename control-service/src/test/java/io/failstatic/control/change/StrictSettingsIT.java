package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What changes with settings that are off by default. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictSettingsIT {

    private RunningControl control;
    private Api api;

    @BeforeAll
    void start(@TempDir Path data) {
        control = RunningControl.start(
                data, "control.require-reason=true", "control.require-if-match=true", "control.snapshot.max-size=4KB");
        api = new Api(control.uri("admin", "").toString(), RunningControl.EDITOR);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    void demandsAReason() {
        assertThat(api.post("/tenants", "{\"name\":\"a\"}").status()).isEqualTo(422);
        assertThat(api.post("/tenants", "{\"name\":\"a\"}", "Change-Reason", " ")
                        .status())
                .isEqualTo(422);
        assertThat(api.post("/tenants", "{\"name\":\"a\"}", "Change-Reason", "new customer")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void demandsToKnowWhatTheCallerSaw() {
        api.post("/tenants", "{\"id\":\"seen\",\"name\":\"a\"}", "Change-Reason", "r");
        assertThat(api.put("/tenants/seen", "{\"name\":\"b\"}", "Change-Reason", "r")
                        .status())
                .isEqualTo(428);
        assertThat(api.delete("/tenants/seen", "Change-Reason", "r").status()).isEqualTo(428);
        assertThat(api.put("/tenants/seen", "{\"name\":\"b\",\"version\":1}", "Change-Reason", "r")
                        .status())
                .isEqualTo(200);
        assertThat(api.delete("/tenants/seen", "Change-Reason", "r", "If-Match", "\"2\"")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void refusesLoopbackTargets() {
        assertThat(api.post("/services", "{\"endpoints\":[\"http://127.0.0.1:7001\"]}", "Change-Reason", "r")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void publishesNothingThatInstancesWouldFindTooLarge() {
        Snapshots snapshots = control.bean(Snapshots.class);
        long before = snapshots.head(RenderedSnapshot.STABLE).orElseThrow().revision();
        Api.Answer refused = api.post(
                "/documents", "{\"id\":\"large\",\"content\":\"" + "a".repeat(4096) + "\"}", "Change-Reason", "r");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").get(0).path("code").asString()).isEqualTo("LIMIT_EXCEEDED");
        assertThat(api.get("/documents/large").status()).isEqualTo(404);
        assertThat(snapshots.head(RenderedSnapshot.STABLE).orElseThrow().revision())
                .isGreaterThanOrEqualTo(before);
    }

    @Test
    void leavesKeysToAdministrators() {
        api.post("/tenants", "{\"id\":\"guarded\",\"name\":\"a\"}", "Change-Reason", "r");
        assertThat(api.post("/tenants/guarded/api-keys", "", "Change-Reason", "r")
                        .status())
                .isEqualTo(403);
    }
}
