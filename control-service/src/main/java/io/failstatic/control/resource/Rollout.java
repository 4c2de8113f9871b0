package io.failstatic.control.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * For whom an enabled flag is on. What is null was not given, and is answered as it was given.
 *
 * @param percentage share of keys; none means 0
 * @param tenantIds tenants for which it is on whatever the percentage
 * @param keys targeting keys for which it is on whatever the percentage
 */
public record Rollout(
        @Nullable Integer percentage,
        @Nullable List<String> tenantIds,
        @Nullable List<String> keys) {

    private static final IntRange PERCENTAGE = new IntRange(0, 100);
    private static final TextRule ITEM = TextRule.line(256);
    private static final int MAX_ITEMS = 10_000;
    private static final int NOT_GIVEN = -1;

    public Rollout {
        if (percentage != null) {
            PERCENTAGE.require("percentage", percentage);
        }
        tenantIds = tenantIds == null ? null : List.copyOf(tenantIds);
        keys = keys == null ? null : List.copyOf(keys);
    }

    static Rollout read(Fields fields) {
        int percentage = fields.integer("percentage", PERCENTAGE, NOT_GIVEN);
        List<String> tenantIds = fields.optionalTexts("tenantIds", ITEM, MAX_ITEMS);
        List<String> keys = fields.optionalTexts("keys", ITEM, MAX_ITEMS);
        fields.end();
        return new Rollout(percentage == NOT_GIVEN ? null : percentage, tenantIds, keys);
    }

    boolean includes(String flagName, String tenantId) {
        return (tenantIds != null && tenantIds.contains(tenantId))
                || (keys != null && keys.contains(tenantId))
                || (percentage != null && Bucket.of(flagName, tenantId) < percentage * 100);
    }

    ObjectNode content() {
        ObjectNode content = Spec.newObject();
        if (percentage != null) {
            content.put("percentage", percentage);
        }
        list(content, "tenantIds", tenantIds);
        list(content, "keys", keys);
        return content;
    }

    private static void list(ObjectNode content, String name, @Nullable List<String> items) {
        if (items != null) {
            ArrayNode list = content.putArray(name);
            items.forEach(list::add);
        }
    }
}
