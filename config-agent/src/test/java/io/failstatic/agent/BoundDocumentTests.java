package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundDocumentTests {

    private static final Checkout DEFAULT = new Checkout(3, Duration.ofSeconds(1));

    @TempDir
    private Path directory;

    private final MutableTime time = new MutableTime();
    private final ScriptedControlPlane controlPlane = new ScriptedControlPlane();
    private Engine engine;

    record Checkout(int retries, Duration timeout) {
        Checkout {
            if (retries < 0) {
                throw new IllegalArgumentException("retries: " + retries + " (expected: at least 0)");
            }
        }
    }

    @BeforeEach
    void open() {
        engine = engine();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void isTheDefaultBeforeAnySnapshotAndWhileNoneHasTheDocument() throws Exception {
        BoundDocument<Checkout> checkout = bind();
        assertThat(checkout.get()).isSameAs(DEFAULT);
        publish(1, "\"other\"", "{}");
        assertThat(checkout.get()).isSameAs(DEFAULT);
        assertThat(engine.current().revision()).isEqualTo(1);
    }

    @Test
    void isTheRecordOfTheSnapshotInForceAndTheSameObjectUntilItChanges() throws Exception {
        BoundDocument<Checkout> checkout = bind();
        publish(1, "{\"retries\": 5, \"timeout\": \"PT2S\", \"laterMember\": true}");
        Checkout first = checkout.get();
        assertThat(first).isEqualTo(new Checkout(5, Duration.ofSeconds(2)));
        publish(2, "{\"timeout\": \"PT2S\", \"laterMember\": true, \"retries\": 5}");
        assertThat(checkout.get()).isSameAs(first);
        publish(3, "{\"retries\": 6, \"timeout\": \"PT2S\"}");
        assertThat(checkout.get().retries()).isEqualTo(6);
    }

    @Tag("G3")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"retries\": \"secret\", \"timeout\": \"PT2S\"}",
                "{\"retries\": -1, \"timeout\": \"PT2S\"}",
                "{\"timeout\": \"PT2S\"}",
                "{\"retries\": 1, \"timeout\": \"secret\"}",
                "[]",
                "\"secret\"",
                "7"
            })
    void keepsOutASnapshotWhoseContentDoesNotBind(String content) throws Exception {
        BoundDocument<Checkout> checkout = bind();
        publish(1, "{\"retries\": 5, \"timeout\": \"PT2S\"}");
        publish(2, content);
        assertThat(engine.current().revision()).isEqualTo(1);
        assertThat(checkout.get().retries()).isEqualTo(5);
        Refusal refused = engine.status().refused();
        assertThat(refused.code()).isEqualTo(RefusalCode.TRIAL_FAILED);
        assertThat(refused.detail()).contains("document checkout", Checkout.class.getName());
        assertThat(refused.detail()).doesNotContain("secret");
        assertThat(engine.status().reasons()).containsExactly(Reason.REFUSED);
        publish(3, "{\"retries\": 7, \"timeout\": \"PT2S\"}");
        assertThat(checkout.get().retries()).isEqualTo(7);
        assertThat(engine.status().refused()).isNull();
    }

    @Test
    void tellsListenersWhatItWasWhatItIsAndSinceWhichRevision() throws Exception {
        BoundDocument<Checkout> checkout = bind();
        List<String> told = new ArrayList<>();
        checkout.onChange((before, now, revision) -> told.add(before.retries() + ">" + now.retries() + "@" + revision));
        publish(1, "{\"retries\": 5, \"timeout\": \"PT2S\"}");
        publish(2, "{\"retries\": 5, \"timeout\": \"PT2S\"}");
        publish(3, "{\"retries\": 6, \"timeout\": \"PT2S\"}");
        publish(4, "\"other\"", "{}");
        assertThat(told).containsExactly("3>5@1", "5>6@3", "6>3@4");
    }

    @Test
    void reportsAListenerThatFailsAndTellsItAgainWithTheNextSnapshot() throws Exception {
        BoundDocument<Checkout> checkout = bind();
        List<Integer> before = new ArrayList<>();
        checkout.onChange((was, now, revision) -> {
            before.add(was.retries());
            if (revision == 1) {
                throw new IllegalStateException("cannot follow");
            }
        });
        publish(1, "{\"retries\": 5, \"timeout\": \"PT2S\"}");
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.LISTENER_FAILED);
        assertThat(checkout.get().retries()).isEqualTo(5);
        publish(2, "{\"retries\": 6, \"timeout\": \"PT2S\"}");
        assertThat(before).containsExactly(3, 3);
    }

    @Test
    void bindsWhatTheDiskHasAndAnswersWithTheDefaultWhereThatDoesNotBind() throws Exception {
        publish(1, "{\"retries\": \"many\", \"timeout\": \"PT2S\"}");
        assertThat(bind().get()).isSameAs(DEFAULT);
        engine.close();
        engine = engine();
        assertThat(engine.current().revision()).isEqualTo(1);
        assertThat(bind().get()).isSameAs(DEFAULT);
        publish(2, "{\"retries\": 5, \"timeout\": \"PT2S\"}");
        engine.close();
        engine = engine();
        assertThat(bind().get().retries()).isEqualTo(5);
    }

    @Test
    void canBeBoundOnlyBeforeTheStart() {
        engine.start();
        assertThatIllegalStateException().isThrownBy(this::bind).withMessageContaining("checkout");
    }

    @Test
    void findsDocumentsThatNobodyHasBound() throws Exception {
        publish(1, "{\"retries\": 5}");
        assertThat(engine.documents().find("checkout").path("retries").asInt()).isEqualTo(5);
        assertThat(engine.documents().find("none")).isNull();
        controlPlane.then(new Unchanged(null));
        engine.pollOnce();
        assertThat(engine.documents().find("checkout").path("retries").asInt()).isEqualTo(5);
    }

    private Engine engine() {
        AgentBuilder builder = ConfigAgent.builder().cacheDir(directory.resolve("cache"));
        return new Engine(builder.settings(), new AgentObserver() {}, time, time, controlPlane);
    }

    private BoundDocument<Checkout> bind() {
        return engine.documents().bind("checkout", Checkout.class, DEFAULT);
    }

    private void publish(long revision, String content) throws Exception {
        publish(revision, "\"checkout\"", content);
    }

    private void publish(long revision, String id, String content) throws Exception {
        byte[] json = ("{\"format\": 1, \"lineage\": \"lineage-a\", \"epoch\": 1, \"revision\": " + revision
                        + ", \"audience\": \"stable\", \"publishedAt\": \"2026-11-20T10:00:00Z\", \"requires\": [],"
                        + "\"removals\": {}, \"resources\": {\"documents\": [{\"id\": " + id
                        + ", \"version\": " + revision + ", \"content\": " + content + "}]}}")
                .getBytes(StandardCharsets.UTF_8);
        controlPlane.then(new Fetched(new Announcement("lineage-a", 1, revision, Digest.of(json)), json, null));
        engine.pollOnce();
    }
}
