package io.failstatic.agent;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.PublishedSnapshot;
import io.failstatic.agent.test.SigningKey;
import io.failstatic.agent.test.SnapshotBuilder;
import io.failstatic.agent.test.Tampering;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a cache, a mirror or a proxy may do to content, tried on every way into an agent that has trusted keys: they can
 * delay it, not alter it, roll it back or mix it.
 */
@Tag("G13")
@Timeout(120)
class AuthenticityIT {

    private static final int ALTERATIONS = 60;
    private static final int TRUNCATIONS = 40;

    /** What is offered in the place of the genuine next revision. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Attack(String name, byte[] bytes, String digest, String signature) {

        Attack(String name, byte[] bytes, String signature) {
            this(name, bytes, Digest.of(bytes), signature);
        }

        byte[] file() {
            return new SnapshotFile(digest, signature, bytes).encode();
        }
    }

    @TempDir
    private Path directory;

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final SigningKey key = SigningKey.make();
    private final SigningKey next = SigningKey.make();
    private final SigningKey revoked = SigningKey.make();
    private final ControlPlaneSimulator controlPlane = new ControlPlaneSimulator();
    private final Map<String, Integer> tried = new LinkedHashMap<>();
    private final List<String> accepted = new ArrayList<>();
    private PublishedSnapshot older;
    private PublishedSnapshot applied;
    private PublishedSnapshot newer;
    private PublishedSnapshot newest;

    @BeforeEach
    void publish() {
        controlPlane.sign(key);
        older = controlPlane.publish(snapshot().tenant("tenant-1").tenant("tenant-2"));
        applied = controlPlane.publish(snapshot().tenant("tenant-1"));
        newer = controlPlane.publish(snapshot().tenant("tenant-1").tenant("tenant-3"));
        newest = controlPlane.publish(snapshot().tenant("tenant-1").tenant("tenant-4"));
    }

    @AfterEach
    void stop() {
        controlPlane.close();
    }

    @Test
    void noAttackOnAnyWayInSucceedsWithOneTrustedKeyOrTwo() throws Exception {
        for (String[] trusted : new String[][] {{key.publicKey()}, {next.publicKey(), key.publicKey()}}) {
            List<Attack> forgeries = forgeries();
            List<Attack> replays = replays();
            network(trusted, forgeries, replays);
            mirror(trusted, forgeries, replays);
            // Whoever can write to the own disk can put an older file there as well: a limit that is told of.
            disk(trusted, forgeries);
            shipped(trusted, forgeries);
        }
        int total = tried.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("G13: %d attacks tried %s, %d accepted%n", total, tried, accepted.size());
        assertThat(accepted).as("seed " + seed).isEmpty();
        assertThat(tried.keySet()).containsExactly("network", "mirror", "disk", "shipped");
        assertThat(total).isGreaterThan(800);
    }

    @ParameterizedTest
    @EnumSource(Tampering.class)
    void tamperingOnTheWayIsRefusedAndEndsWithTheWay(Tampering how) throws Exception {
        controlPlane.start();
        controlPlane.tamper(how);
        Engine engine = new Engine(
                builder(key.publicKey())
                        .controlPlaneUrl(URI.create(controlPlane.url()))
                        .token(controlPlane.token())
                        .settings(),
                new AgentObserver() {},
                Clock.systemUTC(),
                System::nanoTime);
        try {
            engine.pollOnce();
            assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.SIGNATURE_INVALID);
            assertThat(engine.current()).isSameAs(Snapshot.DEFAULTS);
            controlPlane.heal();
            engine.pollOnce();
            assertThat(engine.current().revision()).isEqualTo(newest.revision());
        } finally {
            engine.close();
        }
    }

    private List<Attack> forgeries() {
        List<Attack> attacks = new ArrayList<>();
        byte[] json = newer.json();
        attacks.add(new Attack("unsigned", json, null));
        attacks.add(new Attack("unknown key", json, SigningKey.make().sign(json)));
        attacks.add(new Attack("revoked key", json, revoked.sign(json)));
        attacks.add(new Attack("wrong key, right name", json, revoked.signAs(key.id(), json)));
        attacks.add(new Attack("wrong name, right key", json, key.signAs(revoked.id(), json)));
        attacks.add(new Attack("name of the other trusted key", json, key.signAs(next.id(), json)));
        attacks.add(new Attack(
                "signature over the digest", json, key.sign(newer.digest().getBytes(UTF_8))));
        attacks.add(new Attack("signature of an older one", json, applied.signature()));
        attacks.add(new Attack("signature of a newer one", json, newest.signature()));
        for (String form : List.of("", "none", "keyid=\"%s\"", "keyid=\"%s\", ed25519=::", "keyid=\"%s\", none=::")) {
            attacks.add(new Attack("form " + form, json, form.replace("%s", key.id())));
        }
        attacks.add(new Attack("with a space after it", Arrays.copyOf(json, json.length + 1), newer.signature()));
        byte[] mixed = new String(json, UTF_8)
                .replace("\"revision\":3", "\"revision\":4")
                .getBytes(UTF_8);
        attacks.add(new Attack("content of one, number of another", mixed, newer.signature()));
        attacks.add(new Attack("content of one, signature of another", mixed, newest.signature()));
        for (int i = 0; i < ALTERATIONS; i++) {
            byte[] altered = json.clone();
            int bit = random.nextInt(json.length * 8);
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            attacks.add(new Attack("bit " + bit, altered, newer.signature()));
            attacks.add(new Attack("bit " + bit + ", digest kept", altered, newer.digest(), newer.signature()));
        }
        for (int i = 0; i < TRUNCATIONS; i++) {
            int length = random.nextInt(json.length);
            attacks.add(new Attack("cut at " + length, Arrays.copyOf(json, length), newer.signature()));
        }
        return attacks;
    }

    private List<Attack> replays() {
        byte[] elsewhere = snapshot()
                .lineage("elsewhere")
                .revision(newer.revision())
                .tenant("tenant-9")
                .bytes();
        byte[] farAhead = snapshot().revision(50_000_000).tenant("tenant-9").bytes();
        return List.of(
                new Attack("an older one", older.json(), older.signature()),
                new Attack("an older one, called newer", older.json(), newer.digest(), newer.signature()),
                new Attack("of another lineage", elsewhere, key.sign(elsewhere)),
                new Attack("far ahead", farAhead, key.sign(farAhead)));
    }

    private void network(String[] trusted, List<Attack> forgeries, List<Attack> replays) throws Exception {
        List<PollOutcome> script = new ArrayList<>();
        Engine engine = engine(builder(trusted), report -> script.remove(0));
        try {
            script.add(fetched(new Attack("", applied.json(), applied.signature())));
            engine.pollOnce();
            for (Attack attack : concat(forgeries, replays)) {
                script.add(fetched(attack));
                engine.pollOnce();
                judge("network", attack, engine.current().digest());
            }
            script.add(fetched(new Attack("", newer.json(), newer.signature())));
            engine.pollOnce();
            assertThat(engine.current().digest()).isEqualTo(newer.digest());
        } finally {
            engine.close();
        }
    }

    private void mirror(String[] trusted, List<Attack> forgeries, List<Attack> replays) throws Exception {
        try (StaticServer server = new StaticServer()) {
            server.hold(applied.file());
            Engine engine = engine(builder(trusted).mirrorUrls(server.url("/")), report -> new Failed("away"));
            try {
                for (int failure = 0; failure < 5; failure++) {
                    engine.pollOnce();
                }
                for (Attack attack : concat(forgeries, replays)) {
                    server.hold(attack.file());
                    engine.pollOnce();
                    judge("mirror", attack, engine.current().digest());
                }
                server.hold(newer.file());
                engine.pollOnce();
                assertThat(engine.current().digest()).isEqualTo(newer.digest());
            } finally {
                engine.close();
            }
        }
    }

    private void disk(String[] trusted, List<Attack> attacks) throws Exception {
        Path cache = Files.createTempDirectory(directory, "cache");
        Path planted = cache.resolve("1-3-00000000.snapshot");
        Files.write(cache.resolve("1-2-00000000.snapshot"), applied.file());
        for (Attack attack : attacks) {
            Files.write(planted, attack.file());
            judge("disk", attack, newestGood(cache, trusted).id().digest());
        }
        Files.write(planted, newer.file());
        assertThat(newestGood(cache, trusted).id().digest()).isEqualTo(newer.digest());
    }

    private static StoredSnapshot newestGood(Path cache, String[] trusted) {
        DiskSnapshots disk = new DiskSnapshots(
                new CacheDirectory(cache),
                new SnapshotDecoder(),
                TrustedKeys.of(List.of(trusted)),
                3,
                1 << 20,
                new AgentObserver() {});
        disk.open();
        try {
            return disk.newestGood(id -> true);
        } finally {
            disk.close();
        }
    }

    private void shipped(String[] trusted, List<Attack> attacks) throws Exception {
        Path file = directory.resolve("shipped.snapshot");
        for (Attack attack : attacks) {
            Files.write(file, attack.file());
            StoredSnapshot stored = fromShipped(file, trusted);
            judge(
                    "shipped",
                    attack,
                    stored == null ? applied.digest() : stored.id().digest());
        }
        Files.write(file, newer.file());
        assertThat(fromShipped(file, trusted).id().digest()).isEqualTo(newer.digest());
    }

    private StoredSnapshot fromShipped(Path file, String[] trusted) throws MalformedURLException {
        AgentSettings settings =
                builder(trusted).shippedSnapshot(file.toUri().toURL()).settings();
        return new SnapshotLayers(null, new SnapshotDecoder(), settings)
                .start(id -> true)
                .stored();
    }

    private void judge(String way, Attack attack, String inForce) {
        tried.merge(way, 1, Integer::sum);
        if (!applied.digest().equals(inForce)) {
            accepted.add(way + ": " + attack.name());
        }
    }

    private static Fetched fetched(Attack attack) {
        return new Fetched(
                new Announcement(SnapshotBuilder.LINEAGE, 1, 3, attack.digest(), attack.signature()),
                attack.bytes(),
                null);
    }

    private static Engine engine(AgentBuilder builder, ControlPlane controlPlane) {
        return new Engine(
                builder.settings(), new AgentObserver() {}, Clock.systemUTC(), System::nanoTime, controlPlane);
    }

    private static AgentBuilder builder(String... trusted) {
        return ConfigAgent.builder()
                .instanceId("edge-1")
                .hold(Duration.ZERO)
                .maxSnapshotSize(1 << 20)
                .trustedKeys(trusted);
    }

    private static List<Attack> concat(List<Attack> some, List<Attack> others) {
        List<Attack> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
