package io.failstatic.control.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

class OpenApiDocumentTests {

    static final Path CHECKED_IN = Path.of("..", "docs", "contract", "openapi.json");

    private static final String COMMAND = "./mvnw -pl control-service -am test -Dtest=OpenApiDocumentTests"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dopenapi.write";

    private final JsonNode document = OpenApiDocument.generate();

    @Test
    void isCheckedIn() throws IOException {
        String generated = OpenApiDocument.print(document);
        if (System.getProperty("openapi.write") != null) {
            Files.writeString(CHECKED_IN, generated);
        }
        assertThat(Files.exists(CHECKED_IN) ? Files.readString(CHECKED_IN) : "")
                .as(
                        "docs/contract/openapi.json is not what control-service/src/test/resources/openapi/source.yaml says."
                                + " Write it anew with: " + COMMAND)
                .isEqualTo(generated);
    }

    @Test
    void refersToNothingThatIsNotThereAndHasNothingThatNobodyRefersTo() {
        Set<String> used = new TreeSet<>();
        document.findValues("$ref").forEach(ref -> used.add(ref.asString()));
        assertThat(used)
                .allSatisfy(ref -> assertThat(document.at(JsonPointer.compile(ref.substring(1)))
                                .isMissingNode())
                        .as(ref)
                        .isFalse());
        document.get("components").properties().forEach(part -> {
            if (!part.getKey().equals("securitySchemes")) {
                part.getValue()
                        .propertyNames()
                        .forEach(name -> assertThat(used).contains("#/components/" + part.getKey() + "/" + name));
            }
        });
    }

    @Test
    void saysOfEveryOperationWhatItDoesAndWhatItTakes() {
        Set<String> ids = new HashSet<>();
        Set<String> tags = new HashSet<>();
        document.get("tags").forEach(tag -> tags.add(tag.get("name").asString()));
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    JsonNode operation = method.getValue();
                    String name = method.getKey() + " " + path.getKey();
                    assertThat(ids.add(operation.get("operationId").asString()))
                            .as(name)
                            .isTrue();
                    assertThat(operation.get("summary").asString())
                            .as(name)
                            .isNotBlank()
                            .doesNotContain("$");
                    assertThat(operation.path("description").asString(""))
                            .as(name)
                            .doesNotContain("$");
                    assertThat(tags).contains(operation.get("tags").get(0).asString());
                    Set<String> inPath = new TreeSet<>();
                    operation.path("parameters").forEach(ref -> {
                        JsonNode parameter = document.at(
                                JsonPointer.compile(ref.get("$ref").asString().substring(1)));
                        assertThat(parameter.get("description").asString())
                                .as(name)
                                .isNotBlank();
                        if (parameter.get("in").asString().equals("path")) {
                            inPath.add("{" + parameter.get("name").asString() + "}");
                        }
                    });
                    Set<String> variables = new TreeSet<>();
                    Matcher variable = Pattern.compile("\\{[^}]*}").matcher(path.getKey());
                    while (variable.find()) {
                        variables.add(variable.group());
                    }
                    assertThat(inPath).as(name).isEqualTo(variables);
                }));
    }
}
