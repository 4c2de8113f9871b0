package io.failstatic.agent.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.RefusalCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds {@code docs/agent.md} against what the code says of itself. */
class AgentReferenceTests {

    private static final Path REFERENCE = Path.of("..", "docs", "agent.md");

    @Test
    void namesEveryPropertyWithItsDescriptionAndNoOther() throws IOException {
        List<String> expected = new ArrayList<>();
        for (JsonNode property : properties()) {
            String name = property.path("name").asString().substring("config-agent.".length());
            expected.add(name + " | " + property.path("description").asString());
        }
        List<String> documented = rows().map(row -> row.get(1).replace("`", "") + " | " + row.get(3))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void namesTheDefaults() throws IOException {
        List<String> documented = rows().map(row -> (row.get(1) + "=" + row.get(2)).replace("`", ""))
                .toList();
        for (JsonNode property : properties()) {
            JsonNode defaultValue = property.path("defaultValue");
            if (!defaultValue.isMissingNode() && !defaultValue.isContainer()) {
                String name = property.path("name").asString().substring("config-agent.".length());
                assertThat(documented).contains(name + "=" + defaultValue.asString());
            }
        }
    }

    @Test
    void namesEveryRefusalReasonAndAlarm() throws IOException {
        String reference = Files.readString(REFERENCE);
        Stream.of(RefusalCode.values(), Reason.values(), Alarm.values())
                .flatMap(Arrays::stream)
                .forEach(value -> assertThat(reference).contains("`" + ((Enum<?>) value).name() + "`"));
    }

    /** The settings of the agent; those of its endpoint are the actuator's. */
    private static List<JsonNode> properties() throws IOException {
        List<JsonNode> properties = new ArrayList<>();
        for (JsonNode property : metadata().path("properties")) {
            if (property.path("name").asString().startsWith("config-agent.")) {
                properties.add(property);
            }
        }
        return properties;
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream in =
                ConfigAgentProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared().readTree(in);
        }
    }

    /** The cells of the property table; the first is empty. */
    private static Stream<List<String>> rows() throws IOException {
        String reference = Files.readString(REFERENCE);
        String section = reference.substring(reference.indexOf("## Configuration"), reference.indexOf("## The wire"));
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList());
    }
}
