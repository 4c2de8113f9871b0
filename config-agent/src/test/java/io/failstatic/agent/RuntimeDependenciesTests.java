package io.failstatic.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.EventProcessor;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** What a host gets on its class path with the agent is what {@code docs/agent.md} lists, and no more is needed. */
class RuntimeDependenciesTests {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9-]+)` \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @Test
    void areThoseThatTheReferenceLists() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "agent.md"));
        int from = page.indexOf("| runtime dependency |");
        Matcher row = ROW.matcher(page.substring(from, page.indexOf("\n## ", from)));
        List<String> listed = new ArrayList<>();
        while (row.find()) {
            listed.add(row.group(1));
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(inPom());
    }

    @Test
    void nothingElseIsUsedByTheEngine() {
        classes()
                .that()
                .resideInAnyPackage("io.failstatic.agent", "io.failstatic.agent.config")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl..",
                        "io.failstatic.agent..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "io.github.resilience4j..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.failstatic.agent"));
    }

    /** No logging backend, no annotations of nullness, nothing of Spring (P-11). */
    @Test
    void anAgentRunsWithNothingElseOnItsClassPath() throws Exception {
        String classPath = Stream.of(
                        ConfigAgent.class,
                        MortalHost.class,
                        JsonMapper.class,
                        JsonFactory.class,
                        JsonFormat.class,
                        CircuitBreaker.class,
                        EventProcessor.class,
                        Logger.class)
                .map(RuntimeDependenciesTests::origin)
                .collect(Collectors.joining(File.pathSeparator));
        Path said = directory.resolve("said.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        MortalHost.class.getName(),
                        directory.resolve("cache").toString(),
                        "42",
                        "exit")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(said)).contains("serves 0", "polled 42");
        assertThat(process.exitValue()).isZero();
    }

    private static List<String> inPom() throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new File("pom.xml"))
                .getDocumentElement();
        NodeList dependencies = project.getElementsByTagName("dependency");
        List<String> runtime = new ArrayList<>();
        for (int n = 0; n < dependencies.getLength(); n++) {
            Element dependency = (Element) dependencies.item(n);
            if (!text(dependency, "optional").equals("true")
                    && !text(dependency, "scope").equals("test")) {
                runtime.add(text(dependency, "artifactId"));
            }
        }
        return runtime;
    }

    private static String text(Element dependency, String name) {
        NodeList found = dependency.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
