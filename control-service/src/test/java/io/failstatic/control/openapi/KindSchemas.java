package io.failstatic.control.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of one kind: as it is answered, created, replaced, patched and applied. */
final class KindSchemas {

    private static final Set<String> OF_THE_SERVICE =
            Set.of("createdAt", "updatedAt", "updatedBy", "restoredFrom", "apiKeys");

    private final JsonNode kind;
    private final String name;
    private final String one;

    KindSchemas(JsonNode kind) {
        this.kind = kind;
        this.name = kind.get("name").asString();
        this.one = kind.get("one").asString();
    }

    void addTo(ObjectNode schemas) {
        List<String> required = strings("required");
        ObjectNode answer = object("The stored " + one + ", or with `version` what it was then.");
        identify(answer);
        answer.withObjectProperty("properties").setAll(properties());
        kind.path("answered")
                .properties()
                .forEach(each -> answer.withObjectProperty("properties").set(each.getKey(), each.getValue()));
        stamp(answer);
        answer.withObjectProperty("properties").set("impact", OpenApiDocument.ref("Impact"));
        List<String> always = new ArrayList<>(List.of("id", "version"));
        always.addAll(required);
        always.addAll(strings("defaulted"));
        always.addAll(List.of("createdAt", "updatedAt", "updatedBy"));
        require(answer, always);
        schemas.set(name, answer);

        ObjectNode created = object("A " + one + " to be. An id is made where none is given.");
        created.put("additionalProperties", false);
        created.withObjectProperty("properties").set("id", OpenApiDocument.ref("Id"));
        created.withObjectProperty("properties").setAll(properties());
        kind.path("created")
                .properties()
                .forEach(each -> created.withObjectProperty("properties").set(each.getKey(), each.getValue()));
        require(created, required);
        schemas.set("New" + name, created);

        ObjectNode replacement =
                object("What a " + one + " is to be from now on. What only the service says is ignored.");
        sendable(replacement, properties());
        require(replacement, required);
        schemas.set(name + "Replacement", replacement);

        ObjectNode patch = object("What is to change, null to take it away.");
        ObjectNode nullable = properties();
        for (Map.Entry<String, JsonNode> each : properties().properties()) {
            ObjectNode either = JsonMapper.shared().createObjectNode();
            either.putArray("anyOf").add(each.getValue()).addObject().put("type", "null");
            nullable.set(each.getKey(), either);
        }
        sendable(patch, nullable);
        schemas.set(name + "Patch", patch);

        ObjectNode desired = object("A " + one + " of a desired state.");
        sendable(desired, properties());
        kind.path("created")
                .properties()
                .forEach(each -> desired.withObjectProperty("properties").set(each.getKey(), each.getValue()));
        List<String> identified = new ArrayList<>(List.of("id"));
        identified.addAll(required);
        require(desired, identified);
        schemas.set("Desired" + name, desired);
    }

    private void sendable(ObjectNode schema, ObjectNode properties) {
        schema.put("additionalProperties", false);
        identify(schema);
        schema.withObjectProperty("properties").setAll(properties);
        for (String ignored : OF_THE_SERVICE.stream().sorted().toList()) {
            if (!ignored.equals("apiKeys") || kind.path("answered").has(ignored)) {
                schema.withObjectProperty("properties").putObject(ignored).put("description", "Ignored.");
            }
        }
    }

    private static void identify(ObjectNode schema) {
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.set("id", OpenApiDocument.ref("Id"));
        properties.set("version", OpenApiDocument.ref("Counter"));
    }

    private static void stamp(ObjectNode schema) {
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.set("createdAt", OpenApiDocument.ref("At"));
        properties.set("updatedAt", OpenApiDocument.ref("At"));
        properties.putObject("updatedBy").put("type", "string");
        properties.set(
                "restoredFrom",
                OpenApiDocument.ref("Counter")
                        .put("description", "The version whose content a rollback brought back."));
    }

    private static ObjectNode object(String description) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("description", description)
                .put("type", "object");
    }

    private static void require(ObjectNode schema, List<String> names) {
        ArrayNode required = schema.putArray("required");
        names.forEach(required::add);
    }

    private ObjectNode properties() {
        return (ObjectNode) kind.get("properties").deepCopy();
    }

    private List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        kind.path(field).forEach(each -> strings.add(each.asString()));
        return strings;
    }
}
