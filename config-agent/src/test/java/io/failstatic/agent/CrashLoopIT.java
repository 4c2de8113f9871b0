package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes that really die: what the one leaves on disk is all that the next one knows. */
@Tag("G12")
@Tag("incident")
class CrashLoopIT {

    private static final long NO_NETWORK = 0;
    private static final Pattern SAID = Pattern.compile("serves|reports|polled");

    @TempDir
    private Path directory;

    @Test
    void theThirdStartServesTheGenerationBeforeWithoutNetwork() throws Exception {
        assertThat(run(42, "exit")).contains("polled 42");
        assertThat(run(43, "exit")).containsExactly("serves 42", "polled 43");
        assertThat(run(NO_NETWORK, "halt")).contains("serves 43");
        assertThat(run(NO_NETWORK, "halt")).contains("serves 43");
        assertThat(run(NO_NETWORK, "exit")).contains("serves 42");
        assertThat(run(43, "exit")).as("abandoned, also when it comes again").containsExactly("serves 42", "polled 42");
        assertThat(run(44, "exit")).contains("polled 44");
    }

    @Test
    void aSnapshotThatKillsOnArrivalIsAbandonedAtTheThirdMeeting() throws Exception {
        run(42, "exit");
        assertThat(run(43, "halt-in-listener")).containsExactly("serves 42");
        run(43, "halt-in-listener");
        assertThat(run(43, "exit")).containsExactly("serves 42", "polled 42");
    }

    /** Whatever step of applying it dies in: the next process serves the old or the new, and reports what it serves. */
    @ParameterizedTest
    @ValueSource(strings = {"halt-in-fetch", "halt-in-observer", "halt-in-listener", "halt-in-next-report"})
    void aDeathInTheMidstOfAnApplyLeavesTheOldOrTheNew(String step) throws Exception {
        prepare();
        run(43, step);
        List<String> next = runAndHear(43, "exit");
        assertThat(next.get(0)).isIn("serves 42", "serves 43");
        assertThat(next.get(1)).isEqualTo(next.get(0).replace("serves", "reports"));
        assertThat(next.get(2)).isEqualTo("polled 43");
    }

    @Test
    void beingToldToEndWhileItWritesLeavesNothingHalf() throws Exception {
        Path cache = prepare();
        for (int n = 0; n < 2; n++) {
            Process process = start(100_000L * (n + 1), "flood");
            try (BufferedReader out = process.inputReader()) {
                String line = out.readLine();
                while (line != null && !line.equals("waits")) {
                    line = out.readLine();
                }
                try (Stream<Path> files = Files.list(cache)) {
                    Set<Path> before = files.collect(Collectors.toSet());
                    await().atMost(Duration.ofSeconds(20)).until(() -> isNewIn(cache, before));
                }
                long told = System.nanoTime();
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(10));
            } finally {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.list(cache)) {
                assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
            }
            DiskSnapshots disk = PersistingHost.disk(cache);
            disk.open();
            assertThat(disk.newestGood(id -> true).content().revision()).isGreaterThan(42);
            assertThat(disk.corrupt()).isZero();
            disk.close();
        }
    }

    @Test
    void beingToldToEndIsNoDeath() throws Exception {
        run(42, "exit");
        run(43, "exit");
        for (int n = 0; n < 3; n++) {
            Process process = start(NO_NETWORK, "wait");
            try (BufferedReader out = process.inputReader()) {
                assertThat(out.readLine()).isEqualTo("serves 43");
                String line = out.readLine();
                while (line != null && !line.equals("waits")) {
                    line = out.readLine();
                }
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
        }
        assertThat(run(NO_NETWORK, "exit")).contains("serves 43");
    }

    @Test
    void thereIsNothingToFallBackToButTheDefaults() throws Exception {
        run(42, "halt");
        run(NO_NETWORK, "halt");
        assertThat(run(NO_NETWORK, "exit")).contains("serves 0");
    }

    /** What a process leaves that served revision 42 for long enough. */
    private Path prepare() {
        Path cache = directory.resolve("cache");
        DiskSnapshots disk = PersistingHost.disk(cache);
        disk.open();
        assertThat(PersistingHost.persist(disk, 42)).isTrue();
        assertThat(disk.write(TrialRecord.EMPTY.proved(Published.of(1, 42).id())))
                .isTrue();
        disk.close();
        return cache;
    }

    private static boolean isNewIn(Path cache, Set<Path> before) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.anyMatch(file -> file.toString().endsWith(".snapshot") && !before.contains(file));
        }
    }

    private List<String> run(long revision, String end) throws IOException, InterruptedException {
        return runAndHear(revision, end).stream()
                .filter(line -> !line.startsWith("reports"))
                .toList();
    }

    private List<String> runAndHear(long revision, String end) throws IOException, InterruptedException {
        Process process = start(revision, end);
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return said.stream().filter(line -> SAID.matcher(line).lookingAt()).toList();
    }

    private Process start(long revision, String end) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MortalHost.class.getName(),
                        directory.resolve("cache").toString(),
                        Long.toString(revision),
                        end)
                .redirectError(Files.createTempFile(directory, "stderr", ".txt").toFile())
                .start();
    }
}
