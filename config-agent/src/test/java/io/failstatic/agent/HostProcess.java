package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What became of a host in a process of its own.
 *
 * @param exit its exit value
 * @param said the lines that it wrote
 */
record HostProcess(int exit, List<String> said) {

    private static final long PATIENCE_SECONDS = 120;

    /**
     * Runs a host to its end.
     *
     * @param before what the command begins with, and what the JVM is told
     */
    static HostProcess run(Path scratch, List<String> before, String classPath, Class<?> host, String... args)
            throws Exception {
        Path said = Files.createTempFile(scratch, host.getSimpleName(), ".txt");
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of("-cp", classPath, host.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "ended in time; " + said)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new HostProcess(process.exitValue(), Files.readAllLines(said));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
