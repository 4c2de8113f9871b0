package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.failstatic.agent.OfferingServer.Body;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.EventProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Hosts whose class path has other versions of what the agent uses, each in place of the agent's own, and no logging; {@code -Pfaults}. */
@Tag("faults")
@Tag("G5")
class ForeignClassPathIT {

    private static final Path FOREIGN = Path.of("target", "foreign");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource({"newer-jackson-2, 3", "older-jackson-3, 3", "older-resilience4j, 4"})
    void anAgentPollsAppliesAndRestartsWithTheLibrariesOfItsHost(String host, int jars) throws Exception {
        assertThat(jars(FOREIGN.resolve(host))).hasSize(jars);
        assertWorks(classPath(FOREIGN.resolve(host)));
    }

    @Test
    void anAgentPollsAppliesAndRestartsWithItsOwn() throws Exception {
        assertWorks(classPath(scratch));
    }

    private void assertWorks(String classPath) throws Exception {
        try (OfferingServer server = new OfferingServer()) {
            server.offer(() -> Body.of(Published.of(1, 42).json()));
            assertThat(run(classPath, server, 42)).contains("serves 0", "ends with 42");
            server.offer(() -> Body.of("{}".getBytes(StandardCharsets.UTF_8)));
            server.offer(() -> Body.of(Published.of(1, 45).json()));
            assertThat(run(classPath, server, 45)).contains("serves 42", "refused SCHEMA_INVALID", "ends with 45");
        }
    }

    private List<String> run(String classPath, OfferingServer server, long revision) throws Exception {
        HostProcess host = HostProcess.run(
                scratch,
                List.of(HostProcess.java(), "-XX:TieredStopAtLevel=1"),
                classPath,
                NetworkHost.class,
                server.url(),
                scratch.resolve("cache").toString(),
                Long.toString(revision));
        assertThat(host.exit()).as(() -> String.join("\n", host.said())).isZero();
        return host.said();
    }

    /** The agent and what it needs, each library in the version of the directory where that has it. */
    private static String classPath(Path foreign) throws Exception {
        Map<String, Path> libraries = new LinkedHashMap<>();
        for (Class<?> type : List.of(
                ConfigAgent.class,
                NetworkHost.class,
                JsonMapper.class,
                JsonFactory.class,
                JsonFormat.class,
                CircuitBreaker.class,
                EventProcessor.class,
                Logger.class)) {
            Path origin = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            libraries.put(library(origin), origin);
        }
        for (Path jar : jars(foreign)) {
            libraries.put(library(jar), jar);
        }
        return String.join(
                File.pathSeparator,
                libraries.values().stream().map(Path::toString).toList());
    }

    /** Name and major version: with another major version it is another library, in other packages. */
    private static String library(Path origin) {
        return origin.getFileName().toString().replaceFirst("(-\\d+)\\..*", "$1")
                + (Files.isDirectory(origin) ? origin : "");
    }

    private static List<Path> jars(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
