package io.failstatic.control.change;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whose effective configuration a change would alter, by id. Immutable.
 *
 * @param tenants whose requests could be decided otherwise
 * @param flags that could be answered otherwise
 * @param instances that would get other content
 */
record Impact(List<String> tenants, List<String> flags, List<String> instances) {

    static final Impact NONE = new Impact(List.of(), List.of(), List.of());

    Impact {
        tenants = List.copyOf(tenants);
        flags = List.copyOf(flags);
        instances = List.copyOf(instances);
    }

    /** Adds the impact to the answer of a dry run; null was none. */
    static ObjectNode addTo(ObjectNode answer, @Nullable Impact impact) {
        if (impact != null) {
            ObjectNode node = answer.putObject("impact");
            fill(node.putArray("tenants"), impact.tenants);
            fill(node.putArray("flags"), impact.flags);
            fill(node.putArray("instances"), impact.instances);
        }
        return answer;
    }

    private static void fill(ArrayNode list, List<String> ids) {
        ids.forEach(list::add);
    }
}
