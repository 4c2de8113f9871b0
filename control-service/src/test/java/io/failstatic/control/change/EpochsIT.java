package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EpochsIT {

    private static final String[] GLASS = {"Break-Glass", "true"};

    private RunningControl control;
    private Api admin;

    @BeforeAll
    void start(@TempDir Path data) {
        control = RunningControl.start(data);
        admin = as(RunningControl.ADMIN);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    private Api as(String token) {
        return new Api(control.uri("admin", "").toString(), token);
    }

    private Api.Answer raise(String reason) {
        Api.Answer raised = admin.post("/epochs", "{\"reason\":\"" + reason + "\"}", GLASS);
        assertThat(raised.status()).as(raised.body()).isEqualTo(201);
        return raised;
    }

    private JsonNode status() {
        return admin.get("/status").json();
    }

    @Test
    void beginsAnEpochWithTheStoredContentAtTheNextRevision() {
        admin.created("/documents", "{\"id\":\"kept\",\"content\":1}");
        long epoch = status().get("epoch").asLong();
        long revision = status().get("revision").asLong();

        Api.Answer raised = raise("two control services were one");

        assertThat(raised.json().get("epoch").asLong()).isEqualTo(epoch + 1);
        assertThat(raised.json().get("revision").asLong()).isEqualTo(revision + 1);
        assertThat(raised.json().get("lineage")).isEqualTo(status().get("lineage"));
        assertThat(raised.json().at("/previous/epoch").asLong()).isEqualTo(epoch);
        assertThat(raised.json().has("witnessed")).isFalse();
        assertThat(raised.header("Config-Epoch")).isEqualTo(Long.toString(epoch + 1));
        assertThat(raised.revision()).isEqualTo(revision + 1);
        assertThat(status().get("epoch").asLong()).isEqualTo(epoch + 1);
        JsonNode snapshot = RunningControl.json(
                control.distribution(RunningControl.AGENT, "GET", "/distribution/v1/snapshot", null));
        assertThat(snapshot.get("epoch").asLong()).isEqualTo(epoch + 1);
        assertThat(snapshot.get("revision").asLong()).isEqualTo(revision + 1);
        assertThat(snapshot.get("resources").toString()).contains("\"kept\"");
        assertThat(admin.created("/documents", "{\"id\":\"later\",\"content\":1}")
                        .header("Config-Epoch"))
                .isEqualTo(Long.toString(epoch + 1));
    }

    @Test
    void isOnRecord() {
        long epoch = status().get("epoch").asLong();
        raise("on record");
        JsonNode entry =
                admin.get("/audit?action=RAISE_EPOCH&outcome=OK").json().at("/items/0");
        assertThat(entry.get("actor").asString()).isEqualTo("alice");
        assertThat(entry.get("reason").asString()).isEqualTo("on record");
        assertThat(entry.get("breakGlass").asBoolean()).isTrue();
        assertThat(entry.get("revision")).isEqualTo(status().get("revision"));
        assertThat(entry.at("/changes/0/pointer").asString()).isEqualTo("/epoch");
        assertThat(entry.at("/changes/0/from").asLong()).isEqualTo(epoch);
        assertThat(entry.at("/changes/0/to").asLong()).isEqualTo(epoch + 1);
    }

    @Test
    void takesAnAdministratorWhoBreaksTheGlassAndSaysWhy() {
        JsonNode before = status();
        Api.Answer unbroken = admin.post("/epochs", "{\"reason\":\"r\"}");
        assertThat(unbroken.status()).isEqualTo(400);
        assertThat(unbroken.json().at("/errors/0/parameter").asString()).isEqualTo("Break-Glass");
        assertThat(admin.post("/epochs", "{}", GLASS).status()).isEqualTo(422);
        assertThat(admin.post("/epochs", "{\"reason\":1}", GLASS).status()).isEqualTo(400);
        assertThat(admin.post("/epochs", "{\"reason\":\"r\",\"epoch\":7}", GLASS)
                        .status())
                .isEqualTo(400);
        assertThat(admin.post("/epochs?force=true", "{\"reason\":\"r\"}", GLASS).status())
                .isEqualTo(400);
        assertThat(as(RunningControl.OPERATOR)
                        .post("/epochs", "{\"reason\":\"r\"}", GLASS)
                        .status())
                .isEqualTo(403);
        assertThat(status()).isEqualTo(before);
        assertThat(admin.send("POST", "/epochs", null, "Break-Glass", "true", "Change-Reason", "in a header")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void endsTheEpochThatTheCallerSawAndNoOther() {
        long epoch = status().get("epoch").asLong();
        String[] seen = {"Break-Glass", "true", "If-Match", "\"" + epoch + "\""};
        assertThat(admin.post("/epochs", "{\"reason\":\"r\"}", seen).status()).isEqualTo(201);
        Api.Answer late = admin.post("/epochs", "{\"reason\":\"r\"}", seen);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().get("version").asLong()).isEqualTo(epoch + 1);
    }

    @Test
    void aDryRunStoresNothing() {
        JsonNode before = status();
        Api.Answer tried = admin.post("/epochs?dryRun=true", "{\"reason\":\"r\"}", GLASS);
        assertThat(tried.status()).as(tried.body()).isEqualTo(200);
        assertThat(tried.json().get("epoch").asLong())
                .isEqualTo(before.get("epoch").asLong() + 1);
        assertThat(tried.json().at("/impact/tenants").isArray()).isTrue();
        assertThat(status()).isEqualTo(before);
    }

    @Test
    void noFreezeStandsInItsWay() {
        admin.post("/freezes", "{\"reason\":\"all\"}");
        raise("frozen");
        assertThat(admin.post("/documents", "{\"content\":1}").status()).isEqualTo(423);
        admin.post("/unfreeze", "{\"reason\":\"over\"}");
    }

    @Test
    @Tag("G4")
    void epochsAndRevisionsAreDenseWhoeverBeginsThemAtOnce() throws Exception {
        long epoch = status().get("epoch").asLong();
        long revision = status().get("revision").asLong();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Callable<Api.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(() -> raise("at once"));
        }
        List<Long> epochs = new ArrayList<>();
        List<Long> revisions = new ArrayList<>();
        for (Future<Api.Answer> call : callers.invokeAll(calls)) {
            epochs.add(call.get().json().get("epoch").asLong());
            revisions.add(call.get().revision());
        }
        callers.shutdown();
        assertThat(epochs)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(epoch + 1, epoch + 8).boxed().toList());
        assertThat(revisions)
                .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(revision + 1, revision + 8)
                        .boxed()
                        .toList());
    }
}
