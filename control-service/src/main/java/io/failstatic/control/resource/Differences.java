package io.failstatic.control.resource;

import io.failstatic.control.audit.FieldChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** What lies between two contents, place by place. */
public final class Differences {

    private Differences() {}

    /** The differences in the order of the fields; lists of different length differ as a whole. */
    public static List<FieldChange> between(JsonNode from, JsonNode to) {
        List<FieldChange> changes = new ArrayList<>();
        compare(JsonPointer.empty(), from, to, changes);
        return changes;
    }

    private static void compare(
            JsonPointer at, @Nullable JsonNode from, @Nullable JsonNode to, List<FieldChange> changes) {
        if (from == null || to == null || !from.equals(to)) {
            if (from != null && to != null && from.isObject() && to.isObject()) {
                Set<String> names = new LinkedHashSet<>(from.propertyNames());
                names.addAll(to.propertyNames());
                names.forEach(name -> compare(at.appendProperty(name), from.get(name), to.get(name), changes));
            } else if (from != null && to != null && from.isArray() && to.isArray() && from.size() == to.size()) {
                for (int i = 0; i < from.size(); i++) {
                    compare(at.appendIndex(i), from.get(i), to.get(i), changes);
                }
            } else {
                changes.add(new FieldChange(at.toString(), from, to));
            }
        }
    }
}
