package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An edge finds its cache directory damaged. */
@Order(1)
class DamagedCacheIT extends FleetScenario {

    @Test
    @Tag("G5")
    void servesFromAnOlderGenerationWhenTheNewestOnDiskIsCorrupt() throws IOException {
        long newest = fleet.changeTheLimit();
        fleet.first().awaitRevision(newest);
        fleet.control().stop();
        traffic.takeOut(fleet.first());
        fleet.first().stop();
        corrupt(newestGeneration(fleet.first().cacheDirectory()));
        fleet.first().start();
        traffic.putIn(fleet.first());
        traffic.awaitServed(300);

        assertThat(traffic.failures()).isEmpty();
        assertThat(fleet.first().health().get("config_source").asString()).isEqualTo("disk");
        assertThat(fleet.first().health().get("current_config_version").asLong())
                .isLessThan(newest);

        fleet.control().start();
        fleet.awaitRevision(newest);
    }

    @Test
    @Tag("G5")
    void keepsServingAndFollowingWhenEveryFileOfTheCacheIsDamagedUnderIt() throws IOException {
        try (Stream<Path> files = Files.walk(fleet.first().cacheDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                corrupt(file);
            }
        }
        long revision = fleet.changeTheLimit();
        fleet.first().awaitRevision(revision);
        traffic.awaitServed(300);

        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    @Tag("G5")
    void startsAndFollowsWithACacheDirectoryThatCannotBeWritten() throws IOException {
        Path file =
                Files.writeString(Scratch.of(DamagedCacheIT.class, "occupied").resolve("a-file"), "not a directory");
        traffic.takeOut(fleet.first());
        fleet.first().stop();
        fleet.first()
                .start(
                        "--config-agent.cache-dir=" + file.resolve("cache"),
                        "--config-agent.minimum-origin=CONTROL_PLANE");
        traffic.putIn(fleet.first());
        traffic.awaitServed(300);
        long revision = fleet.changeTheLimit();
        fleet.first().awaitRevision(revision);
        traffic.awaitServed(300);

        assertThat(traffic.failures()).isEmpty();
        assertThat(fleet.first().health().get("config_source").asString()).isEqualTo("control_plane");

        traffic.takeOut(fleet.first());
        fleet.first().stop();
        fleet.first().start();
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
