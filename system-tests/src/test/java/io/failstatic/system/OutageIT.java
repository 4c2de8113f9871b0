package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.sample.SampleUpstream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two edges behind a balancer, users who never stop, and what goes wrong around them. One fleet lives through all of it, as
 * in life; each test leaves it whole.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    private static final int NO_LIMIT = 1_000_000_000;

    private Path directory;
    private SampleUpstream upstream;
    private ControlService control;
    private Edge first;
    private Edge second;
    private String key;
    private Traffic traffic;

    @BeforeAll
    void startFleet() throws IOException {
        directory = Scratch.of(OutageIT.class, "fleet");
        upstream = new SampleUpstream(0);
        upstream.start();
        control = new ControlService(directory).start();
        key = control.createTenantWithRoute(upstream.port(), NO_LIMIT);
        first = Edge.of(directory, "first", control, "--config-agent.degraded-after=5s")
                .start();
        second = Edge.of(directory, "second", control).start();
        long revision = control.admin().revision();
        first.awaitRevision(revision);
        second.awaitRevision(revision);
    }

    @AfterAll
    void stopFleet() {
        first.close();
        second.close();
        control.close();
        upstream.close();
    }

    @BeforeEach
    void letUsersIn() {
        traffic = Traffic.through(List.of(first, second), key);
        traffic.awaitServed(100);
    }

    @AfterEach
    void sendUsersHome() {
        traffic.close();
    }

    @Test
    @Tag("G6")
    void servesEveryRequestWhileTheControlServiceIsKilledAndComesBack() {
        control.kill();
        traffic.awaitServed(500);
        first.awaitHealth("status", "degraded");
        traffic.awaitServed(500);

        control.start();
        long revision = changeTheLimit();
        first.awaitRevision(revision);
        second.awaitRevision(revision);
        traffic.awaitServed(100);

        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    @Tag("G2")
    void keepsEveryAcknowledgedChangeWhenTheControlServiceIsKilledInTheMiddleOfWrites() {
        for (int kill = 0; kill < 2; kill++) {
            long acknowledged = 0;
            for (int change = 0; change < 20; change++) {
                acknowledged = changeTheLimit();
            }
            control.kill();
            control.start();
            assertThat(control.admin().revision()).isEqualTo(acknowledged);
            assertThat(control.admin()
                            .get("/api/v1/rate-limit-policies/acme-api")
                            .get("limit")
                            .asInt())
                    .isEqualTo(limit);
            first.awaitRevision(acknowledged);
        }
        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    void losesOnlyRequestsInFlightAtAnEdgeThatIsKilled() {
        long killed = first.pid();
        first.kill();
        traffic.awaitServed(300);
        first.start();
        traffic.awaitServed(300);

        assertThat(traffic.failures()).allMatch(failure -> failure.edge() == first && failure.pid() == killed);
        assertThat(traffic.failures()).hasSizeLessThanOrEqualTo(8);
        assertThat(first.health().get("current_config_version"))
                .isEqualTo(second.health().get("current_config_version"));
    }

    @Test
    @Tag("G5")
    void servesFromAnOlderGenerationWhenTheNewestOnDiskIsCorrupt() throws IOException {
        long older = control.admin().revision();
        long newest = changeTheLimit();
        first.awaitRevision(newest);
        control.stop();
        traffic.takeOut(first);
        first.stop();
        corrupt(newestGeneration(first.cacheDirectory()));
        first.start();
        traffic.putIn(first);
        traffic.awaitServed(300);

        assertThat(traffic.failures()).isEmpty();
        assertThat(first.health().get("config_source").asString()).isEqualTo("disk");
        assertThat(first.health().get("current_config_version").asLong()).isBetween(older, newest - 1);

        control.start();
        first.awaitRevision(newest);
        second.awaitRevision(newest);
    }

    @Test
    @Tag("G5")
    void keepsServingAndFollowingWhenEveryFileOfTheCacheIsDamagedUnderIt() throws IOException {
        try (Stream<Path> files = Files.walk(first.cacheDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                corrupt(file);
            }
        }
        long revision = changeTheLimit();
        first.awaitRevision(revision);
        traffic.awaitServed(300);

        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    @Tag("G5")
    void startsAndFollowsWithACacheDirectoryThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("a-file"), "not a directory");
        traffic.takeOut(first);
        first.stop();
        first.start("--config-agent.cache-dir=" + file.resolve("cache"), "--config-agent.minimum-origin=CONTROL_PLANE");
        traffic.putIn(first);
        traffic.awaitServed(300);
        long revision = changeTheLimit();
        first.awaitRevision(revision);
        traffic.awaitServed(300);

        assertThat(traffic.failures()).isEmpty();
        assertThat(first.health().get("config_source").asString()).isEqualTo("control_plane");

        traffic.takeOut(first);
        first.stop();
        first.start();
    }

    private int limit = NO_LIMIT;

    private long changeTheLimit() {
        control.admin().replace("rate-limit-policies", "acme-api", ControlService.policy(--limit));
        return control.admin().revision();
    }

    private static Path newestGeneration(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".snapshot"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }

    /** Turns one bit in the middle, in place, as a bad disk does. */
    private static void corrupt(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() == 0) {
                return;
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, channel.size() / 2);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            channel.write(one, channel.size() / 2);
        }
    }
}
