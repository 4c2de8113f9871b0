package io.failstatic.agent.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.DocumentationTool.DocumentationTask;
import javax.tools.DocumentationTool.Location;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's own javadoc, with all of doclint, over what hosts import. */
class JavadocTests {

    /** Tags that would only say a name again: where a parameter or an answer needs words, the sentence has them. */
    private static final String REPETITION = ".*no @(param|return|throws).*";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"config-agent, 80", "config-agent-test, 10"})
    void hasNoWarnings(String module, int files) throws IOException {
        List<Path> sources = sources(Path.of("..", module, "src", "main", "java"));
        assertThat(sources).hasSizeGreaterThan(files);
        DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = tool.getStandardFileManager(found, Locale.ROOT, null)) {
            manager.setLocationFromPaths(Location.DOCUMENTATION_OUTPUT, List.of(directory));
            manager.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
            DocumentationTask task = tool.getTask(
                    null,
                    manager,
                    found,
                    null,
                    List.of("-quiet", "-protected", "-Xdoclint:all", "-Xmaxwarns", "5000"),
                    manager.getJavaFileObjectsFromPaths(sources));
            assertThat(task.call()).isTrue();
        }
        assertThat(found.getDiagnostics().stream()
                        .filter(it -> it.getKind() != Diagnostic.Kind.NOTE && it.getSource() != null)
                        .map(it ->
                                it.getSource().getName() + ":" + it.getLineNumber() + ": " + it.getMessage(Locale.ROOT))
                        .filter(it -> !it.matches(REPETITION)))
                .isEmpty();
    }

    private static List<Path> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> classPath() {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(own)
                .map(Path::of)
                .toList();
    }
}
