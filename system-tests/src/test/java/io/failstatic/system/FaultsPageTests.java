package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/faults.md} against the tests that it names. */
class FaultsPageTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|IT|Contract))`");

    @Test
    void hasASectionForEachWayInOfFaults() throws IOException {
        assertThat(lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                .containsExactly("Network", "Content", "Disk", "Process and time", "Order");
    }

    @Test
    void everyFaultHasItsTest() throws IOException {
        assertThat(rows()).isNotEmpty().allSatisfy(row -> {
            String[] cells = row.split("\\|");
            assertThat(cells).as("fault, what the agent does, test").hasSize(4);
            assertThat(cells[3]).containsPattern(TEST);
        });
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> existing = tests();
        assertThat(lines().flatMap(line -> TEST.matcher(line).results())
                        .map(MatchResult::group)
                        .map(name -> name.replace("`", ""))
                        .distinct())
                .isNotEmpty()
                .allMatch(existing::contains);
    }

    private static Stream<String> lines() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/faults.md")).stream();
    }

    private static List<String> rows() throws IOException {
        return lines().filter(line -> line.startsWith("| ") && !line.startsWith("| fault |"))
                .toList();
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files =
                Files.find(ROOT, 12, (path, is) -> path.toString().contains("/src/test/java/") && is.isRegularFile())) {
            return files.map(path -> path.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
