package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The snapshot file that static web servers hold for agents. */
class MirrorIT {

    @TempDir
    Path data;

    @TempDir
    Path www;

    @Test
    void theMirrorHoldsWhatIsServedFromTheStartOnAndAfterEachChange() throws Exception {
        Path file = www.resolve("mirror/stable.snapshot");
        try (RunningControl control = start(www.resolve("mirror"))) {
            await().until(() -> Files.exists(file));
            for (int i = 1; i <= 3; i++) {
                create(control, "tenant-" + i);
                HttpResponse<String> served = control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
                await().untilAsserted(() -> {
                    String[] parts = Files.readString(file).split("\n", 2);
                    assertThat(parts[1]).isEqualTo(served.body());
                    var header = JsonMapper.shared().readTree(parts[0]);
                    assertThat(header.get("digest").asString())
                            .isEqualTo(
                                    served.headers().firstValue("Config-Digest").orElseThrow());
                    assertThat(header.get("signature").asString())
                            .isEqualTo(served.headers()
                                    .firstValue("Config-Signature")
                                    .orElseThrow());
                });
            }
            assertThat(upToDate(control)).isTrue();
            assertThat(control.management("/actuator/prometheus").body()).contains("control_mirror_failing 0.0");
        }
    }

    @Test
    void aMirrorThatCannotBeWrittenIsAnAlarmAndFailsNoChange() throws Exception {
        Path inTheWay = Files.writeString(www.resolve("mirror"), "a file");
        try (RunningControl control = start(inTheWay)) {
            create(control, "acme");
            await().until(() -> !upToDate(control));
            assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(json(control.management("/actuator/health"))
                            .get("status")
                            .asString())
                    .isEqualTo("UP");
            assertThat(control.management("/actuator/prometheus").body()).contains("control_mirror_failing 1.0");
            Files.delete(inTheWay);
            create(control, "another");
            await().until(() -> upToDate(control));
            assertThat(Files.readString(inTheWay.resolve("stable.snapshot"))).contains("another");
        }
    }

    @Test
    void withoutADirectoryThereIsNone() throws Exception {
        try (RunningControl control = RunningControl.start(data)) {
            assertThat(json(control.management("/actuator/health"))
                            .get("components")
                            .has("mirror"))
                    .isFalse();
        }
        assertThatThrownBy(() -> RunningControl.start(data, "control.mirror.directory="))
                .rootCause()
                .hasMessageContaining("control.mirror.directory");
    }

    private RunningControl start(Path directory) {
        return RunningControl.start(data, "control.mirror.directory=" + directory);
    }

    private static void create(RunningControl control, String tenant) {
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"" + tenant + "\",\"name\":\"T\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static boolean upToDate(RunningControl control) {
        return json(control.management("/actuator/health"))
                .at("/components/mirror/details/upToDate")
                .asBoolean();
    }
}
