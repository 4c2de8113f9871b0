package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/guarantees.md} against the tests that it names. */
class GuaranteesPageTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("\\| \\*\\*(G\\d+)\\*\\* \\|[^|]*\\|([^|]*)\\|[^|]*\\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|IT|Contract))`");

    @Test
    void everyGuaranteeHasItsRow() throws IOException {
        List<String> ids = rows().map(row -> row.group(1)).toList();
        assertThat(ids)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 18).mapToObj(n -> "G" + n).toList());
    }

    @Test
    void everyTestThatARowNamesCarriesItsId() throws IOException {
        List<Path> sources = sources();
        List<String> wrong = new ArrayList<>();
        rows().forEach(row -> TEST.matcher(row.group(2)).results().forEach(test -> {
            String tag = "@Tag(\"" + row.group(1) + "\")";
            if (sources.stream()
                    .filter(path -> path.endsWith(test.group(1) + ".java"))
                    .noneMatch(path -> read(path).contains(tag))) {
                wrong.add(test.group(1) + ": no " + tag);
            }
        }));
        assertThat(wrong).isEmpty();
    }

    private static Stream<Matcher> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module :
                List.of("config-agent", "config-agent-test", "control-service", "edge-service", "system-tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
