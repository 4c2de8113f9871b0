package io.failstatic.agent.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GoldenTests {

    @Test
    void theIndexNamesEveryFile() {
        assertThat(Golden.snapshots().stream().map(GoldenSnapshot::file))
                .containsExactlyInAnyOrderElementsOf(files("snapshots"));
        assertThat(Golden.polls()).containsExactlyInAnyOrderElementsOf(files("polls"));
        assertThat(Golden.problems()).containsExactlyInAnyOrderElementsOf(files("problems"));
    }

    @Test
    void pollsHaveTheMembersOfTheContract() {
        assertThat(Golden.polls()).isNotEmpty().allSatisfy(file -> {
            JsonNode poll = JsonMapper.shared().readTree(Golden.read(file));
            assertThat(poll.propertyNames())
                    .contains(
                            "instanceId",
                            "agentVersion",
                            "host",
                            "labels",
                            "wait",
                            "seen",
                            "applied",
                            "lastGood",
                            "probation",
                            "origin",
                            "state",
                            "stalenessSeconds",
                            "refused",
                            "health");
        });
    }

    @Test
    void problemsHaveTheMembersOfTheContract() {
        assertThat(Golden.problems())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(
                                JsonMapper.shared().readTree(Golden.read(file)).propertyNames())
                        .contains("type", "title", "status", "detail", "instance"));
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatIllegalArgumentException().isThrownBy(() -> Golden.read("nothing.json"));
    }

    private static Set<String> files(String folder) {
        Path root = root();
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Golden.class
                            .getResource("/io/failstatic/golden/index.json")
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
