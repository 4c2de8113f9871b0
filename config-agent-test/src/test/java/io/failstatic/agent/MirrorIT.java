package io.failstatic.agent;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.Circuit;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.Sync;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Unchanged;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.PublishedSnapshot;
import io.failstatic.agent.test.SigningKey;
import io.failstatic.agent.test.SnapshotBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A static web server that holds the published file, while the control plane is away. */
@Tag("G13")
@Timeout(60)
class MirrorIT {

    @TempDir
    private Path directory;

    private final SigningKey key = SigningKey.make();
    private final ControlPlaneSimulator publisher = new ControlPlaneSimulator();
    private final Queue<PollOutcome> script = new ArrayDeque<>();
    private final List<PollReport> reports = new ArrayList<>();
    private final List<Engine> engines = new ArrayList<>();
    private StaticServer mirror;

    @BeforeEach
    void start() throws Exception {
        mirror = new StaticServer();
        publisher.sign(key);
    }

    @AfterEach
    void stop() {
        engines.forEach(Engine::close);
        mirror.close();
        publisher.close();
    }

    @Test
    void servesFromAMirrorAtTheFirstStartEverWithTheControlPlaneAway() {
        mirror.hold(publish(snapshot().tenant("tenant-1")).file());
        try (ConfigAgent agent = builder(mirror.url("/mirror/"))
                .controlPlaneUrl(URI.create("http://127.0.0.1:1"))
                .token("secret-token")
                .pollInterval(Duration.ofMillis(100))
                .backoffMax(Duration.ofMillis(200))
                .build()) {
            assertThat(agent.current()).isSameAs(Snapshot.DEFAULTS);
            agent.start();
            await().until(() -> agent.current().origin() == Origin.MIRROR);
            assertThat(agent.current().revision()).isEqualTo(1);
            assertThat(agent.status().state()).isEqualTo(AgentStatus.State.DEGRADED);
            assertThat(agent.status().sync()).isEqualTo(Sync.STALE);
            assertThat(agent.status().lastContact()).isNull();
        }
        assertThat(mirror.asked()).isNotEmpty().allSatisfy(asked -> {
            assertThat(asked.path()).isEqualTo("/mirror/stable.snapshot");
            assertThat(asked.headers()).doesNotContainKeys("Authorization", "Cookie");
            assertThat(asked.headers().toString()).doesNotContain("secret-token");
        });
    }

    @Test
    void asksOncePerPollWhileTheCircuitIsNotClosedAndNeverBefore() throws Exception {
        PublishedSnapshot applied = publish(snapshot().tenant("tenant-1"));
        mirror.hold(applied.file());
        Engine engine = engine(mirror.url("/x/stable.snapshot"));
        poll(engine, fetched(applied));
        poll(engine, new Unchanged(null));
        for (int failure = 1; failure < 5; failure++) {
            poll(engine, new Failed("away"));
            assertThat(engine.status().circuit()).isEqualTo(Circuit.CLOSED);
            assertThat(mirror.asked()).isEmpty();
        }
        for (int look = 1; look <= 4; look++) {
            poll(engine, new Failed("away"));
            assertThat(engine.status().circuit()).isEqualTo(Circuit.OPEN);
            assertThat(mirror.asked()).hasSize(look);
        }
    }

    @Test
    void takesWhatIsNewerAndNothingElseAndThatIsNoContact() throws Exception {
        PublishedSnapshot first = publish(snapshot().tenant("tenant-1"));
        PublishedSnapshot second = publish(snapshot().tenant("tenant-1"));
        PublishedSnapshot third = publish(snapshot().tenant("tenant-1").tenant("tenant-2"));
        Engine engine = open(second);
        var contact = engine.status().lastContact();
        for (PublishedSnapshot nothingNewer : List.of(first, second)) {
            mirror.hold(nothingNewer.file());
            poll(engine, new Failed("away"));
            assertThat(engine.current().revision()).isEqualTo(2);
            assertThat(engine.status().refused()).isNull();
        }
        mirror.hold(third.file());
        poll(engine, new Failed("away"));
        assertThat(engine.current().revision()).isEqualTo(3);
        assertThat(engine.current().origin()).isEqualTo(Origin.MIRROR);
        assertThat(engine.status().lastContact()).isEqualTo(contact);
        assertThat(engine.status().circuit()).isEqualTo(Circuit.OPEN);
        engine.close();

        Engine restarted = engine(mirror.url("/"));
        assertThat(restarted.current().revision()).isEqualTo(3);
        assertThat(restarted.current().origin()).isEqualTo(Origin.DISK);
        poll(restarted, new Unchanged(null));
        assertThat(reports.get(reports.size() - 1).seen().revision()).isEqualTo(3);
        assertThat(reports.get(reports.size() - 1).signature()).isEqualTo(third.signature());
    }

    @Test
    void holdsAMirrorToEveryRuleOfASnapshot() throws Exception {
        SnapshotBuilder content = snapshot();
        for (int tenant = 0; tenant < 20; tenant++) {
            content.tenant("tenant-" + tenant);
        }
        Engine engine = open(publish(content));
        Snapshot before = engine.current();
        assertRefused(engine, publish(snapshot()), RefusalCode.SUSPICIOUS_EMPTY);
        assertRefused(engine, publish(content.lineage("another")), RefusalCode.FOREIGN_LINEAGE);
        content.lineage(SnapshotBuilder.LINEAGE);
        assertRefused(engine, publish(content.revision(5_000_000)), RefusalCode.REVISION_JUMP);
        publisher.sign(SigningKey.make());
        assertRefused(engine, publish(content.revision(50)), RefusalCode.SIGNATURE_INVALID);
        publisher.sign(null);
        assertRefused(engine, publish(content), RefusalCode.SIGNATURE_INVALID);
        byte[] flipped = publish(content).file();
        flipped[flipped.length - 20] ^= 1;
        mirror.hold(flipped);
        poll(engine, new Failed("away"));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.DIGEST_MISMATCH);
        assertThat(engine.current()).isSameAs(before);

        publisher.sign(key);
        mirror.hold(publish(content).file());
        poll(engine, new Failed("away"));
        assertThat(engine.current().revision()).isEqualTo(50);
        assertThat(engine.status().refused()).isNull();
    }

    @Test
    void isNotHurtByWhatIsNoMirror() throws Exception {
        Engine engine = open(publish(snapshot().tenant("tenant-1")));
        byte[] good = publish(snapshot().tenant("tenant-2")).file();
        try (StaticServer elsewhere = new StaticServer()) {
            elsewhere.hold(good);
            mirror.answerWith(302, "Location", elsewhere.url("/stable.snapshot").toString());
            poll(engine, new Failed("away"));
            assertThat(elsewhere.asked()).as("a redirect").isEmpty();
        }
        mirror.answerWith(404, "X", "x");
        poll(engine, new Failed("away"));
        mirror.answerWith(401, "WWW-Authenticate", "Basic");
        poll(engine, new Failed("away"));
        for (byte[] nonsense : List.of(
                new byte[0],
                "<html>\n</html>".getBytes(UTF_8),
                "{}\n{}".getBytes(UTF_8),
                "{\"digest\": 7}\n{}".getBytes(UTF_8),
                new byte[2 << 20])) {
            mirror.hold(nonsense);
            poll(engine, new Failed("away"));
        }
        assertThat(engine.current().revision()).isEqualTo(1);
        assertThat(engine.status().refused()).isNull();
        mirror.hold(good);
        poll(engine, new Failed("away"));
        assertThat(engine.current().revision()).isEqualTo(2);
    }

    @Test
    void givesUpOnAMirrorThatHangsOrNeverEnds() throws Exception {
        PublishedSnapshot applied = publish(snapshot().tenant("tenant-1"));
        try (RawServer endless = new RawServer(socket -> {
                    var out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
                    byte[] block = new byte[65_536];
                    while (true) {
                        out.write(block);
                    }
                });
                RawServer silent =
                        new RawServer(socket -> socket.getInputStream().readAllBytes())) {
            Engine engine = engine(endless.url(), silent.url());
            poll(engine, fetched(applied));
            openCircuit(engine);
            poll(engine, new Failed("away"));
            poll(engine, new Failed("away"));
            assertThat(endless.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(engine.current().revision()).isEqualTo(1);
        }
    }

    @Test
    void readsNoFileThatIsTooLargeToTheEnd() throws Exception {
        Engine engine = open(publish(snapshot().tenant("tenant-1")));
        SnapshotBuilder large = snapshot().tenant("tenant-1");
        for (int document = 0; document < 20; document++) {
            large.document("document-" + document, '"' + "x".repeat(60_000) + '"');
        }
        PublishedSnapshot published = publish(large);
        assertThat(published.file()).hasSizeGreaterThan(1 << 20);
        mirror.hold(published.file());
        poll(engine, new Failed("away"));
        assertThat(engine.current().revision()).isEqualTo(1);
        assertThat(engine.status().refused()).as("was not even looked at").isNull();
    }

    @Test
    void severalMirrorsTakeTurnsAndAreNotDownloadedAgainInVain() throws Exception {
        PublishedSnapshot applied = publish(snapshot().tenant("tenant-1"));
        mirror.hold(applied.file());
        try (StaticServer other = new StaticServer()) {
            other.hold(publish(snapshot().tenant("tenant-1")).file());
            Engine engine = engine(mirror.url("/a"), other.url("/b?signed=1"));
            poll(engine, fetched(applied));
            openCircuit(engine);
            assertThat(engine.current().revision()).isEqualTo(1);
            for (int look = 0; look < 3; look++) {
                poll(engine, new Failed("away"));
            }
            assertThat(engine.current().revision()).isEqualTo(2);
            assertThat(mirror.asked()).extracting(StaticServer.Asked::path).containsOnly("/a/stable.snapshot");
            assertThat(other.asked()).extracting(StaticServer.Asked::path).containsOnly("/b?signed=1");
            assertThat(mirror.asked()).hasSize(2);
            assertThat(other.asked()).hasSize(2);
            assertThat(mirror.asked().get(1).headers()).containsKey("If-None-Match");
            assertThat(other.asked().get(1).headers()).containsKey("If-None-Match");
        }
    }

    @Test
    void withoutTrustedKeysAMirrorIsBelieved() throws Exception {
        publisher.sign(null);
        mirror.hold(publish(snapshot().tenant("tenant-1")).file());
        Engine engine = new Engine(
                builder(mirror.url("/")).trustedKeys().settings(),
                new AgentObserver() {},
                Clock.systemUTC(),
                System::nanoTime,
                this::answer);
        engines.add(engine);
        poll(engine, new Failed("away"));
        assertThat(engine.current().origin()).isEqualTo(Origin.MIRROR);
        assertThat(engine.status().reasons()).contains(Reason.NEVER_SYNCED);
    }

    private void assertRefused(Engine engine, PublishedSnapshot published, RefusalCode code) throws Exception {
        mirror.hold(published.file());
        poll(engine, new Failed("away"));
        assertThat(engine.status().refused().code()).isEqualTo(code);
    }

    private PublishedSnapshot publish(SnapshotBuilder snapshot) {
        return publisher.publish(snapshot);
    }

    private static PollOutcome.Fetched fetched(PublishedSnapshot published) {
        return new PollOutcome.Fetched(
                new PollOutcome.Announcement(
                        published.lineage(),
                        published.epoch(),
                        published.revision(),
                        published.digest(),
                        published.signature()),
                published.json(),
                null);
    }

    /** An engine that has applied a snapshot and whose circuit then opened. */
    private Engine open(PublishedSnapshot applied) throws Exception {
        Engine engine = engine(mirror.url("/"));
        poll(engine, fetched(applied));
        openCircuit(engine);
        return engine;
    }

    private void openCircuit(Engine engine) throws InterruptedException {
        for (int failure = 1; failure <= 5; failure++) {
            poll(engine, new Failed("away"));
        }
        assertThat(engine.status().circuit()).isEqualTo(Circuit.OPEN);
    }

    private Engine engine(URI... mirrors) {
        Engine engine = new Engine(
                builder(mirrors).settings(), new AgentObserver() {}, Clock.systemUTC(), System::nanoTime, this::answer);
        engines.add(engine);
        return engine;
    }

    private AgentBuilder builder(URI... mirrors) {
        return ConfigAgent.builder()
                .instanceId("edge-1")
                .cacheDir(directory.resolve("cache"))
                .trustedKeys(key.publicKey())
                .timeout(Duration.ofSeconds(1))
                .maxSnapshotSize(1 << 20)
                .mirrorUrls(mirrors);
    }

    private PollOutcome answer(PollReport report) {
        reports.add(report);
        return script.remove();
    }

    /** One poll; where the circuit is open nothing is sent, and the outcome is not needed. */
    private void poll(Engine engine, PollOutcome outcome) throws InterruptedException {
        script.add(outcome);
        engine.pollOnce();
        script.clear();
    }
}
