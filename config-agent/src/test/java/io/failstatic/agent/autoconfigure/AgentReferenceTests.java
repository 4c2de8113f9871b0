package io.failstatic.agent.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.RefusalCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds {@code docs/agent.md} against what the code says of itself. With {@code -Dreference.write} the table of the
 * properties is written anew from the metadata of Spring Boot.
 */
class AgentReferenceTests {

    private static final Path REFERENCE = Path.of("..", "docs", "agent.md");
    private static final String HEAD = "| property | default | what it is |\n|---|---|---|\n";
    private static final String COMMAND = "./mvnw -pl config-agent test -Dtest=AgentReferenceTests -Dreference.write";

    @BeforeAll
    static void writeTheTableIfAsked() throws IOException {
        if (System.getProperty("reference.write") != null) {
            String reference = Files.readString(REFERENCE);
            Files.writeString(REFERENCE, reference.replace(tableOf(reference), generated()));
        }
    }

    @Test
    void hasTheTableOfThePropertiesThatTheMetadataGives() throws IOException {
        assertThat(tableOf(Files.readString(REFERENCE)))
                .as("the properties in docs/agent.md are not those of the metadata. Write them anew with: " + COMMAND)
                .isEqualTo(generated());
    }

    @Test
    void describesEveryPropertyInASentence() throws IOException {
        assertThat(properties())
                .hasSizeGreaterThan(20)
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.path("name").asString())
                        .endsWith(".")
                        .doesNotContain("|"));
    }

    @Test
    void theMetadataHasTheTypesAndTheDefaultsOfTheCode() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        describe("", ConfigAgentProperties.class, expected);
        Map<String, String> described = properties().stream()
                .collect(Collectors.toMap(
                        property -> name(property),
                        property -> property.path("type").asString() + " " + value(property),
                        (one, other) -> one,
                        TreeMap::new));
        expected.put("cache-dir", "java.nio.file.Path ./data/agent/<application>");
        assertThat(described).isEqualTo(expected);
    }

    @Test
    void everyDefaultCanBeRead() throws IOException {
        for (JsonNode property : properties()) {
            Class<?> type = ClassUtils.resolveClassName(
                    property.path("type").asString().replaceAll("<.*", ""),
                    getClass().getClassLoader());
            if (!value(property).isEmpty() && type != Path.class) {
                assertThat(ApplicationConversionService.getSharedInstance().convert(value(property), type))
                        .as(name(property))
                        .isNotNull();
            }
        }
        assertThat(ApplicationConversionService.getSharedInstance().convert("60s", Duration.class))
                .isEqualTo(Duration.ofMinutes(1));
    }

    /** Who has none of these is told so by the description; the others begin with a value that is known. */
    @Test
    void onlyWhatIsUnsetUnlessTheHostSetsItHasNoDefault() throws IOException {
        assertThat(properties().stream()
                        .filter(property -> value(property).isEmpty())
                        .map(AgentReferenceTests::name))
                .containsExactlyInAnyOrder(
                        "instance-id",
                        "labels",
                        "mirror-urls",
                        "shipped-snapshot",
                        "ssl.bundle",
                        "token",
                        "token-file",
                        "trusted-keys");
    }

    @Test
    void namesEveryRefusalReasonAndAlarm() throws IOException {
        String reference = Files.readString(REFERENCE);
        Stream.of(RefusalCode.values(), Reason.values(), Alarm.values())
                .flatMap(Arrays::stream)
                .forEach(value -> assertThat(reference).contains("`" + ((Enum<?>) value).name() + "`"));
    }

    private static String generated() throws IOException {
        return properties().stream()
                .sorted(Comparator.comparing(AgentReferenceTests::name))
                .map(property -> "| `" + name(property) + "` | "
                        + (value(property).isEmpty() ? "" : "`" + value(property) + "` ") + "| "
                        + property.path("description").asString() + " |\n")
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String tableOf(String reference) {
        int section = reference.indexOf("## Configuration");
        int begin = reference.indexOf(HEAD, section);
        assertThat(begin).as("the table's head").isNotNegative();
        return reference.substring(begin, reference.indexOf("\n\n", begin) + 1);
    }

    /** Name, type and default of each property, as the record that is bound declares them. */
    private static void describe(String prefix, Class<?> type, Map<String, String> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            Name renamed = parameter(type, component).getAnnotation(Name.class);
            String name = prefix + (renamed == null ? dashed(component.getName()) : renamed.value());
            if (component.getType().isRecord()) {
                describe(name + ".", component.getType(), into);
            } else {
                DefaultValue value = parameter(type, component).getAnnotation(DefaultValue.class);
                into.put(
                        name,
                        ResolvableType.forType(component.getGenericType())
                                        .toString()
                                        .replace(", ", ",")
                                        .replace("?", "")
                                        .transform(AgentReferenceTests::boxed)
                                + " " + (value == null ? "" : String.join(",", value.value())));
            }
        }
    }

    private static Parameter parameter(Class<?> type, RecordComponent component) {
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(it -> it.getName().equals(component.getName()))
                .findFirst()
                .orElseThrow();
    }

    private static String boxed(String type) {
        return switch (type) {
            case "int" -> "java.lang.Integer";
            case "boolean" -> "java.lang.Boolean";
            default -> type;
        };
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String name(JsonNode property) {
        return property.path("name").asString().substring("config-agent.".length());
    }

    private static String value(JsonNode property) {
        JsonNode value = property.path("defaultValue");
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> values.add(item.asString()));
        }
        return value.isArray() ? String.join(",", values) : value.asString("");
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
}
