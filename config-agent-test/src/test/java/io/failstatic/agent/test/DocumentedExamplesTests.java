package io.failstatic.agent.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java that README and {@code docs/agent.md} show: it compiles, is as short as they say, and the test in it runs. */
class DocumentedExamplesTests {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String IMPORTS = """
            import io.failstatic.agent.*;
            import java.net.URI;
            import java.nio.file.Path;
            import org.springframework.web.bind.annotation.*;
            """;

    @TempDir
    private Path directory;

    @Test
    void plainJavaTakesFiveLinesAndTheyCompile() throws IOException {
        String example = examples("docs/agent.md").get(0);
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(5);
        assertThat(problems("Example", IMPORTS + "class Example { void start() {\n" + example + "} }"))
                .isEmpty();
    }

    @Test
    void theControllerOfTheReadmeCompiles() throws IOException {
        String example = examples("README.md").get(0);
        assertThat(problems("Checkout", IMPORTS + example)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"agent.flags().isEnabled(), isEnabled", "int limit = agent.flags(), incompatible"})
    void wouldNoticeAnExampleThatDoesNot(String line, String problem) {
        String source = IMPORTS + "class Example { void run(ConfigAgent agent) { " + line + "; } }";
        assertThat(problems("Example", source)).first().asString().contains(problem);
    }

    @Test
    void theTestOfAHostIsOneThatRunsAndHasTenLines() throws IOException {
        String example = examples("docs/agent.md").get(1);
        Path running = Path.of("src", "test", "java", "io", "failstatic", "agent", "test", "CheckoutIT.java");
        assertThat(flat(Files.readString(running))).contains(flat(example));
        assertThat(example.substring(example.indexOf("void ")).lines()).hasSizeLessThanOrEqualTo(10);
    }

    private List<String> problems(String name, String source) {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-proc:none", "-cp", classPath, "-d", directory + File.separator);
        compiler.getTask(null, null, found, options, null, List.of(file)).call();
        return found.getDiagnostics().stream().map(Object::toString).toList();
    }

    private static List<String> examples(String page) throws IOException {
        String text = Files.readString(Path.of("..").resolve(page));
        return JAVA.matcher(text).results().map(it -> it.group(1)).toList();
    }

    private static String flat(String source) {
        return source.strip().replaceAll("\\s+", " ");
    }
}
