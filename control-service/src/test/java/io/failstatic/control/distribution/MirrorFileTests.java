package io.failstatic.control.distribution;

import static io.failstatic.control.distribution.FakeSnapshots.LINEAGE;
import static io.failstatic.control.distribution.FakeSnapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.control.distribution.MirrorFile.Outcome;
import io.failstatic.control.snapshot.RenderedSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MirrorFileTests {

    @TempDir
    Path parent;

    private Path directory;
    private MirrorFile file;

    @BeforeEach
    void make() {
        directory = parent.resolve("www/mirror");
        file = new MirrorFile(directory);
    }

    @Test
    void isOneLineOfJsonThenTheBytesForAnybodyToRead() throws Exception {
        assertThat(file.publish(snapshot(1, 7), true)).isEqualTo(Outcome.WRITTEN);
        Path published = directory.resolve("stable.snapshot");
        String text = Files.readString(published);
        JsonNode header = JsonMapper.shared().readTree(text.substring(0, text.indexOf('\n')));
        assertThat(header.propertyNames()).containsExactly("digest", "signature");
        assertThat(header.get("digest").asString()).isEqualTo(snapshot(1, 7).digest());
        assertThat(header.get("signature").asString()).isEqualTo(FakeSnapshots.SIGNATURE);
        assertThat(text.substring(text.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8))
                .isEqualTo(snapshot(1, 7).json());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(published)))
                .isEqualTo("rw-r--r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwxr-xr-x");
        assertThat(names()).containsExactlyInAnyOrder("stable.snapshot", ".stable.snapshot.lock");
    }

    @Test
    void onlyMovesForward() throws Exception {
        assertThat(file.publish(snapshot(1, 7), true)).isEqualTo(Outcome.WRITTEN);
        assertThat(file.publish(snapshot(1, 6), true)).isEqualTo(Outcome.NOTHING_OLDER);
        assertThat(file.publish(snapshot(1, 7), true)).isEqualTo(Outcome.NOTHING_OLDER);
        assertThat(file.publish(snapshot(2, 1), true)).isEqualTo(Outcome.WRITTEN);
        assertThat(file.publish(snapshot(1, 8), true)).isEqualTo(Outcome.NOTHING_OLDER);
        assertThat(revision()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsOfAnotherHistoryOrDoesNotBelongUnderItsNumber() throws Exception {
        file.publish(snapshot("another", 1, 7, ""), true);
        assertThat(file.publish(snapshot(1, 8), true)).isEqualTo(Outcome.OTHER_LINEAGE);
        assertThat(revision()).isEqualTo(7);
        Files.delete(file.file());
        file.publish(snapshot(1, 8), true);
        assertThat(file.publish(snapshot(LINEAGE, 1, 8, "other"), true)).isEqualTo(Outcome.EQUIVOCATION);
    }

    @Test
    void takesANewSignatureOverTheSameBytesWhenAKeyHasChangedButNotWhenItIsJustLookedAfter() throws Exception {
        file.publish(snapshot(1, 7), true);
        RenderedSnapshot signedAnew = signed(snapshot(1, 7), FakeSnapshots.SIGNATURE.replace('0', 'f'));
        assertThat(file.publish(signedAnew, false)).isEqualTo(Outcome.NOTHING_OLDER);
        assertThat(file.publish(signedAnew, true)).isEqualTo(Outcome.WRITTEN);
        assertThat(Files.readString(file.file())).contains("f123456789abcdef");
    }

    @Test
    void replacesWhatIsNoWholeSnapshotAndTidiesUpAfterTheKilled() throws Exception {
        file.publish(snapshot(1, 7), true);
        byte[] whole = Files.readAllBytes(file.file());
        Files.write(file.file(), java.util.Arrays.copyOf(whole, whole.length - 1));
        Files.writeString(directory.resolve(".stable.snapshot.dead.tmp"), "x");
        assertThat(file.publish(snapshot(1, 7), false)).isEqualTo(Outcome.WRITTEN);
        assertThat(Files.readAllBytes(file.file())).isEqualTo(whole);
        assertThat(names()).containsExactlyInAnyOrder("stable.snapshot", ".stable.snapshot.lock");
    }

    @Test
    void saysWhenTheDirectoryCannotBeWritten() throws Exception {
        Files.writeString(parent.resolve("www"), "a file");
        assertThatThrownBy(() -> file.publish(snapshot(1, 7), true)).isInstanceOf(IOException.class);
    }

    @Test
    void whoeverReadsWhileSeveralWriteGetsWholeSnapshotsThatNeverGoBack() throws Exception {
        int revisions = 150;
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> {
            long last = 0;
            while (!done.get()) {
                try {
                    if (Files.exists(file.file())) {
                        RenderedSnapshot read = new SnapshotFile(file.file()).peek();
                        assertThat(read).as("a part of a file").isNotNull();
                        assertThat(read.revision()).isGreaterThanOrEqualTo(last);
                        last = read.revision();
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
            return last;
        });
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int service = 0; service < 2; service++) {
            MirrorFile own = new MirrorFile(directory);
            int first = 1 + service;
            writers.add(CompletableFuture.runAsync(() -> {
                for (int revision = first; revision <= revisions; revision += 2) {
                    publishInTheEnd(own, snapshot(1, revision));
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
        done.set(true);
        reader.join();
        assertThat(revision()).isEqualTo(revisions);
    }

    private static void publishInTheEnd(MirrorFile file, RenderedSnapshot snapshot) {
        try {
            while (file.publish(snapshot, true) == Outcome.BUSY) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RenderedSnapshot signed(RenderedSnapshot snapshot, String signature) {
        return new RenderedSnapshot(
                snapshot.lineage(),
                snapshot.epoch(),
                snapshot.revision(),
                snapshot.audience(),
                snapshot.digest(),
                signature,
                snapshot.publishedAt(),
                snapshot.json(),
                snapshot.gzip());
    }

    private long revision() throws IOException {
        return new SnapshotFile(file.file()).peek().revision();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
