package io.failstatic.control.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document of the admin API, made from {@code openapi/source.yaml}. */
final class OpenApiDocument {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, String> VERBS = Map.of(
            "GET",
            "list",
            "POST",
            "create",
            "GET {id}",
            "read",
            "PUT {id}",
            "replace",
            "PATCH {id}",
            "patch",
            "DELETE {id}",
            "delete");

    private final JsonNode source = JSON.valueToTree(load());
    private final ObjectNode document = JSON.createObjectNode();

    private OpenApiDocument() {}

    static ObjectNode generate() {
        return new OpenApiDocument().write();
    }

    static String print(JsonNode document) {
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        JsonMapper printer = JsonMapper.builder().defaultPrettyPrinter(lines).build();
        return printer.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }

    private static Object load() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi/source.yaml")) {
            return new Yaml().load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode write() {
        document.put("openapi", "3.1.0");
        document.set("info", source.get("info"));
        document.putArray("servers").addObject().put("url", "http://localhost:8080");
        document.putArray("security").addObject().putArray("bearer");
        document.set("tags", source.get("tags"));
        ObjectNode paths = document.putObject("paths");
        source.get("operations").properties().forEach(each -> {
            if (each.getKey().contains("{kind}")) {
                return;
            }
            operation(paths, each.getKey(), each.getValue());
        });
        ObjectNode ofKinds = JSON.createObjectNode();
        source.get("kinds")
                .properties()
                .forEach(kind -> source.get("operations").properties().stream()
                        .filter(each -> each.getKey().contains("{kind}"))
                        .forEach(each -> operation(
                                ofKinds,
                                each.getKey().replace("{kind}", kind.getKey()),
                                of(kind.getKey(), kind.getValue(), each.getKey(), each.getValue()))));
        ofKinds.setAll(paths);
        document.set("paths", ofKinds);
        components();
        return document;
    }

    /** One operation of all kinds, in the words of one. */
    private static JsonNode of(String path, JsonNode kind, String key, JsonNode template) {
        String name = kind.get("name").asString();
        String one = kind.get("one").asString();
        ObjectNode operation = (ObjectNode) JSON.readTree(template.toString()
                .replace("$Name", name)
                .replace("$one", one)
                .replace("$many", path.replace('-', ' '))
                .replace(" a " + one.charAt(0), (one.matches("[aeiou].*") ? " an " : " a ") + one.charAt(0)));
        operation.set("tag", kind.get("tag"));
        String[] parts = key.split(" ", 2);
        String verb = VERBS.get(parts[0] + (parts[1].endsWith("{id}") ? " {id}" : ""));
        String rest = parts[1].substring(parts[1].lastIndexOf('/') + 1);
        boolean plain = rest.startsWith("{");
        String id = switch (rest) {
            case "rollback" -> "rollBack" + name;
            case "versions" -> "list" + name + "Versions";
            case "diff" -> "compare" + name + "Versions";
            default -> verb + name + (verb.equals("list") ? "s" : "");
        };
        operation.put("id", plain && id.endsWith("ys") ? id.substring(0, id.length() - 2) + "ies" : id);
        ArrayNode parameters = JSON.createArrayNode();
        operation.path("parameters").forEach(parameter -> {
            if (!parameter.asString().equals("$finds")) {
                parameters.add(parameter);
            } else {
                kind.path("finds").forEach(parameters::add);
            }
        });
        operation.set("parameters", parameters);
        return operation;
    }

    private void operation(ObjectNode paths, String key, JsonNode from) {
        String[] parts = key.split(" ", 2);
        ObjectNode operation =
                paths.withObjectProperty(parts[1]).putObject(parts[0].toLowerCase(java.util.Locale.ROOT));
        operation.putArray("tags").add(from.get("tag"));
        operation.set("operationId", from.get("id"));
        operation.set("summary", from.get("summary"));
        if (from.has("description")) {
            operation.set("description", from.get("description"));
        }
        List<String> parameters = new ArrayList<>();
        from.path("parameters").forEach(each -> parameters.add(each.asString()));
        String change = from.path("change").asString("");
        parameters.addAll(headersOf(change));
        ArrayNode list = JSON.createArrayNode();
        parameters.forEach(each -> list.addObject().put("$ref", "#/components/parameters/" + each));
        if (!list.isEmpty()) {
            operation.set("parameters", list);
        }
        request(operation, from);
        responses(operation.putObject("responses"), from, change);
    }

    private static List<String> headersOf(String change) {
        List<String> all = List.of("dryRun", "idempotencyKey", "changeReason");
        List<String> headers = new ArrayList<>(change.isEmpty() ? List.of() : all);
        if (change.equals("conditional")) {
            headers.add("ifMatch");
        }
        if (change.equals("conditional") || change.equals("plain")) {
            headers.addAll(List.of("confirmRemoval", "confirmValue", "breakGlass"));
        }
        if (change.equals("epoch")) {
            headers.add("breakGlass");
        }
        return headers;
    }

    private static void request(ObjectNode operation, JsonNode from) {
        String schema = from.path("request").asString(from.path("optional").asString(""));
        if (!schema.isEmpty()) {
            ObjectNode body = operation.putObject("requestBody");
            body.put("required", from.has("request"));
            body.putObject("content")
                    .putObject(from.path("consumes").asString("application/json"))
                    .set("schema", ref(schema));
        }
    }

    private void responses(ObjectNode responses, JsonNode from, String change) {
        from.get("answers").properties().forEach(answer -> {
            JsonNode told = answer.getValue();
            ObjectNode response = responses.putObject(answer.getKey());
            response.put(
                    "description",
                    told.path("description").asString(answer.getKey().equals("201") ? "Created." : "Done."));
            List<String> headers = new ArrayList<>();
            told.path("headers").forEach(header -> headers.add(header.asString()));
            if (change.equals("conditional") || change.equals("plain") || change.equals("epoch")) {
                headers.addAll(List.of("Config-Epoch", "Config-Revision"));
            }
            if (!change.isEmpty()) {
                headers.add("Idempotency-Replayed");
            }
            headers(response, headers);
            content(response, told);
        });
        List<String> problems = new ArrayList<>(List.of("400", "401", "403", "429", "503"));
        from.path("problems").forEach(status -> problems.add(status.asString()));
        if (!change.isEmpty()) {
            problems.addAll(List.of("409", "422"));
        }
        if (change.equals("conditional") || change.equals("plain")) {
            problems.add("423");
        }
        if (change.equals("conditional")) {
            problems.addAll(List.of("412", "428"));
        }
        problems.stream()
                .sorted()
                .distinct()
                .forEach(status -> responses.putObject(status).put("$ref", "#/components/responses/" + status));
    }

    private static void content(ObjectNode response, JsonNode told) {
        if (told.has("schema")) {
            response.putObject("content")
                    .putObject("application/json")
                    .set("schema", ref(told.get("schema").asString()));
        } else if (told.has("page")) {
            ObjectNode content = response.putObject("content");
            ObjectNode page = content.putObject("application/json").putObject("schema");
            page.put("type", "object").putArray("required").add("items");
            ObjectNode properties = page.putObject("properties");
            properties
                    .putObject("items")
                    .put("type", "array")
                    .set("items", ref(told.get("page").asString()));
            properties.putObject("nextPageToken").put("type", "string").put("description", "Absent at the end.");
            if (told.has("lines")) {
                content.putObject(told.get("lines").asString())
                        .set("schema", ref(told.get("page").asString()));
            }
        }
    }

    private static void headers(ObjectNode response, List<String> names) {
        if (!names.isEmpty()) {
            ObjectNode headers = response.putObject("headers");
            names.forEach(name -> headers.putObject(name).put("$ref", "#/components/headers/" + name));
        }
    }

    private void components() {
        ObjectNode components = document.putObject("components");
        ObjectNode bearer = components.putObject("securitySchemes").putObject("bearer");
        bearer.put("type", "http").put("scheme", "bearer");
        bearer.put(
                "description",
                "Roles, each including the one before: VIEWER reads, EDITOR changes, OPERATOR freezes, thaws and breaks glass,"
                        + " ADMIN begins epochs and issues keys.");
        ObjectNode schemas = components.putObject("schemas");
        source.get("kinds").forEach(kind -> new KindSchemas(kind).addTo(schemas));
        ObjectNode desired = JSON.createObjectNode();
        desired.put("type", "object").put("additionalProperties", false);
        source.get("kinds")
                .properties()
                .forEach(kind -> desired.withObjectProperty("properties")
                        .putObject(kind.getKey())
                        .put("type", "array")
                        .put("maxItems", 10_000)
                        .set(
                                "items",
                                ref("Desired" + kind.getValue().get("name").asString())));
        schemas.set("DesiredResources", desired);
        schemas.setAll((ObjectNode) source.get("schemas"));
        components.set(
                "parameters", JSON.readTree(source.get("parameters").toString().replace("$one", "resource")));
        components.set("headers", source.get("headers"));
        ObjectNode responses = components.putObject("responses");
        source.get("problems").properties().forEach(problem -> {
            ObjectNode response = responses.putObject(problem.getKey());
            response.set("description", problem.getValue().get("description"));
            List<String> headers = new ArrayList<>();
            problem.getValue().path("headers").forEach(header -> headers.add(header.asString()));
            headers(response, headers);
            response.putObject("content").putObject("application/problem+json").set("schema", ref("Problem"));
        });
    }

    static ObjectNode ref(String schema) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }
}
