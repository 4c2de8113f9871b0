package io.failstatic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.Golden;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SnapshotSchemaTests {

    private static final String GOLDEN = new String(Golden.snapshot(), StandardCharsets.UTF_8);
    private static final List<String> OPTIONAL = List.of("rollout", "percentage", "tenantIds", "keys", "description");

    @Test
    void takesTheSnapshotOfTheContract() {
        assertThat(SnapshotSchema.violations(GOLDEN)).isEmpty();
    }

    @Test
    void missesEveryMemberThatIsTakenOut() {
        List<String> unnoticed = new ArrayList<>();
        JsonNode snapshot = JsonMapper.shared().readTree(GOLDEN);
        for (ObjectNode object : objects(snapshot, "")) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode value = object.remove(name);
                if (!OPTIONAL.contains(name)
                        && SnapshotSchema.violations(snapshot.toString()).isEmpty()) {
                    unnoticed.add(name);
                }
                object.set(name, value);
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    @Test
    void noticesAWrongTypeOfEveryMember() {
        List<String> unnoticed = new ArrayList<>();
        JsonNode snapshot = JsonMapper.shared().readTree(GOLDEN);
        for (ObjectNode object : objects(snapshot, "")) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode value = object.get(name);
                object.put(name, 1.5);
                if (!name.equals("content")
                        && SnapshotSchema.violations(snapshot.toString()).isEmpty()) {
                    unnoticed.add(name);
                }
                object.set(name, value);
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    /** Every object that the schema describes: all but the kinds' own list and what is inside a document. */
    private static List<ObjectNode> objects(JsonNode node, String name) {
        List<ObjectNode> objects = new ArrayList<>();
        if (name.equals("content")) {
            return objects;
        }
        if (node instanceof ObjectNode object) {
            if (!name.equals("resources") && !name.equals("removals")) {
                objects.add(object);
            }
            object.propertyNames().forEach(member -> objects.addAll(objects(object.get(member), member)));
        } else {
            node.forEach(item -> objects.addAll(objects(item, name.equals("resources") ? "" : name)));
        }
        return objects;
    }
}
