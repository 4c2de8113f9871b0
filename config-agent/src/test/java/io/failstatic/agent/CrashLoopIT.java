package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that really die: what the one leaves on disk is all that the next one knows. */
@Tag("G12")
@Tag("incident")
class CrashLoopIT {

    private static final long NO_NETWORK = 0;

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

    private List<String> run(long revision, String end) throws IOException, InterruptedException {
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
        return said.stream()
                .filter(line -> line.startsWith("serves") || line.startsWith("polled"))
                .toList();
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
