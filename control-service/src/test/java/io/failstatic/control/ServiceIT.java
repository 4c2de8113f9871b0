package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceIT {

    @TempDir
    static Path data;

    private static RunningControl control;

    @BeforeAll
    static void start() {
        control = RunningControl.start(data);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    private static String seen(HttpResponse<String> answer) {
        return "{\"lineage\":\"" + answer.headers().firstValue("Config-Lineage").orElseThrow() + "\",\"epoch\":"
                + answer.headers().firstValue("Config-Epoch").orElseThrow() + ",\"revision\":"
                + answer.headers().firstValue("Config-Revision").orElseThrow() + ",\"digest\":\""
                + answer.headers().firstValue("Config-Digest").orElseThrow() + "\"}";
    }

    @Test
    void aChangeReachesAHeldPoll() throws Exception {
        HttpResponse<String> first = control.poll("{\"instanceId\":\"i-1\",\"seen\":null}");
        assertThat(first.statusCode()).isEqualTo(200);
        CompletableFuture<HttpResponse<String>> held =
                control.pollLater("{\"instanceId\":\"i-1\",\"wait\":20,\"seen\":" + seen(first) + "}");

        HttpResponse<String> created =
                control.admin(EDITOR, "POST", "/api/v1/tenants", "{\"id\":\"acme\",\"name\":\"Acme\"}");

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        HttpResponse<String> woken = held.get(5, TimeUnit.SECONDS);
        assertThat(json(woken).at("/resources/tenants/0/id").asString()).isEqualTo("acme");
        assertThat(woken.headers().firstValue("Config-Revision"))
                .isEqualTo(created.headers().firstValue("Config-Revision"));
        assertThat(json(control.admin(VIEWER, "GET", "/api/v1/status", null))
                        .get("revision")
                        .asString())
                .isEqualTo(created.headers().firstValue("Config-Revision").orElseThrow());
    }

    @Test
    void whatAMutationMadeIsServedWhenItHasAnswered() {
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> changed = control.admin(
                    ADMIN, "POST", "/api/v1/documents", "{\"id\":\"doc-" + i + "\",\"content\":" + i + "}");
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(201);
            long made = Long.parseLong(
                    changed.headers().firstValue("Config-Revision").orElseThrow());
            HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-2\"}");
            assertThat(Long.parseLong(
                            polled.headers().firstValue("Config-Revision").orElseThrow()))
                    .isGreaterThanOrEqualTo(made);
        }
    }

    @Test
    void keepsTheHeadOnItsDiskAsTheMirrorFileIs() throws Exception {
        control.admin(ADMIN, "POST", "/api/v1/documents", "{\"id\":\"kept\",\"content\":1}");
        Path file = data.resolve("distribution/stable.snapshot");
        org.awaitility.Awaitility.await()
                .until(() -> Files.exists(file) && Files.readString(file).contains("\"kept\""));
        String[] parts = Files.readString(file).split("\n", 2);
        assertThat(parts[0]).startsWith("{\"digest\":\"sha-256=:");
        assertThat(parts[1]).startsWith("{").contains("\"resources\"");
    }
}
