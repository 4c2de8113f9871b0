package io.failstatic.control.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI document as something to hold requests and answers against. */
final class Described {

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new HashMap<>();

    Described(JsonNode document) {
        this.document = document;
    }

    /** All operations, as the service names its mappings: {@code GET /api/v1/status}. */
    List<String> operations() {
        return document.get("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
                .toList();
    }

    /** The operation of a request; of two the one with fewer variables. */
    String operationOf(String method, String path) {
        String plain = path.split("\\?", 2)[0];
        return operations().stream()
                .filter(each -> each.startsWith(method + " "))
                .filter(each -> plain.matches(
                        Stream.of(each.substring(method.length() + 1).split("/", -1))
                                .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                                .reduce((a, b) -> a + "/" + b)
                                .orElseThrow()))
                .min((a, b) -> Long.compare(variables(a), variables(b)))
                .orElseThrow(() -> new AssertionError("not described: " + method + " " + path));
    }

    private static long variables(String operation) {
        return operation.chars().filter(c -> c == '{').count();
    }

    JsonNode operation(String operation) {
        String[] parts = operation.split(" ", 2);
        return document.get("paths").get(parts[1]).get(parts[0].toLowerCase(java.util.Locale.ROOT));
    }

    /** The described answer of a status, if there is one. */
    Optional<JsonNode> answer(String operation, int status) {
        JsonNode answer = operation(operation).get("responses").get(Integer.toString(status));
        return Optional.ofNullable(answer).map(this::resolve);
    }

    JsonNode resolve(JsonNode node) {
        return node.has("$ref")
                ? document.at(JsonPointer.compile(node.get("$ref").asString().substring(1)))
                : node;
    }

    /** What a schema says against a value. */
    List<String> violations(JsonNode schema, String json) {
        Schema compiled = schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = (ObjectNode) JsonMapper.shared().readTree(text);
            whole.set("components", document.get("components"));
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
        return compiled.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
