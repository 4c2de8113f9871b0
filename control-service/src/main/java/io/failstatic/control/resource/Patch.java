package io.failstatic.control.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a caller wants to be different: a JSON merge patch (RFC 7396), right in shape. Immutable. */
public final class Patch {

    private final ObjectNode patch;

    Patch(ObjectNode patch) {
        this.patch = patch;
    }

    /** The content with the patch applied; the one given belongs to the patch from then on. */
    ObjectNode on(ObjectNode content) {
        return merged(content, patch);
    }

    private static ObjectNode merged(@Nullable JsonNode target, ObjectNode patch) {
        ObjectNode result = target instanceof ObjectNode object ? object : Spec.newObject();
        for (String name : patch.propertyNames()) {
            JsonNode value = patch.get(name);
            if (value.isNull()) {
                result.remove(name);
            } else if (value instanceof ObjectNode nested) {
                result.set(name, merged(result.get(name), nested));
            } else {
                result.set(name, value);
            }
        }
        return result;
    }
}
