package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What holds back a change that is probably a mistake, and what grows too large. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class GuardsIT {

    private static final String WARNING = "Config-Warning";

    private RunningControl control;
    private Api api;

    @BeforeAll
    void start(@TempDir Path data) {
        control = RunningControl.start(data, "control.snapshot.max-size=8KB");
        api = new Api(control.uri("admin", "").toString(), RunningControl.EDITOR);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    private static String document(String id, int bytes) {
        return "{\"id\":\"" + id + "\",\"content\":\"" + "a".repeat(bytes) + "\"}";
    }

    private double fill() {
        return control.management("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("control_snapshot_fill"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static int occurrences(CapturedOutput output) {
        return output.getAll().split("of at most 8192 bytes", -1).length - 1;
    }

    @Test
    void warnsFrom70PercentOfTheSizeAndRefusesBeyondIt(CapturedOutput output) {
        assertThat(api.created("/documents", document("half", 4000)).header(WARNING))
                .isNull();
        assertThat(fill()).isBetween(0.5, 0.7);
        assertThat(occurrences(output)).isZero();

        Api.Answer tried = api.post("/documents?dryRun=true", document("more", 2500));
        assertThat(tried.header(WARNING)).contains("8192", "%", "max-snapshot-size");
        assertThat(occurrences(output)).isZero();
        assertThat(api.created("/documents", document("more", 2500)).header(WARNING))
                .contains("8192");
        assertThat(fill()).isBetween(0.7, 1.0);
        assertThat(occurrences(output)).isEqualTo(1);
        assertThat(api.post(
                                "/changesets",
                                "{\"reason\":\"r\",\"changes\":[{\"op\":\"create\",\"kind\":\"documents\",\"data\":"
                                        + document("little", 1) + "}]}")
                        .header(WARNING))
                .isNotNull();
        assertThat(api.delete("/documents/little").header(WARNING)).isNotNull();
        assertThat(occurrences(output)).isEqualTo(1);

        Api.Answer refused = api.post("/documents", document("too-much", 2500));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("LIMIT_EXCEEDED");
        assertThat(refused.json().at("/errors/0/message").asString())
                .contains("at most 8192", "remove resources", "control.snapshot.max-size");
        assertThat(api.get("/documents/too-much").status()).isEqualTo(404);

        assertThat(api.delete("/documents/more").header(WARNING)).isNull();
        api.delete("/documents/half");
        assertThat(fill()).isLessThan(0.2);
    }

    @Test
    @Tag("G16")
    void asksBeforeOneRequestLowersALimitToUnderATenthInSteps() {
        api.created("/tenants", "{\"id\":\"t\",\"name\":\"T\"}");
        api.created("/rate-limit-policies", policy(1000));
        Api.Answer asked = api.post("/changesets", changes(update(200), update(99)));
        assertThat(asked.status()).as(asked.body()).isEqualTo(409);
        assertThat(asked.json().get("confirm").asString()).isEqualTo("Confirm-Value: true");
        assertThat(asked.json().get("detail").asString()).contains("from 1000 to 99");
        String again = "{\"op\":\"create\",\"kind\":\"rate-limit-policies\",\"data\":" + policy(99) + "}";
        String gone = "{\"op\":\"delete\",\"kind\":\"rate-limit-policies\",\"id\":\"p\"}";
        assertThat(api.post("/changesets", changes(gone, again)).status()).isEqualTo(409);
        assertThat(api.post("/changesets", changes(update(99), update(100))).status())
                .isEqualTo(200);
        assertThat(api.post("/changesets", changes(update(9)), "Confirm-Value", "true")
                        .status())
                .isEqualTo(200);
    }

    private static String policy(int limit) {
        return "{\"id\":\"p\",\"tenantId\":\"t\",\"limit\":" + limit + ",\"window\":60}";
    }

    private static String update(int limit) {
        return "{\"op\":\"update\",\"kind\":\"rate-limit-policies\",\"id\":\"p\",\"data\":" + policy(limit) + "}";
    }

    private static String changes(String... changes) {
        return "{\"reason\":\"r\",\"changes\":[" + String.join(",", changes) + "]}";
    }
}
