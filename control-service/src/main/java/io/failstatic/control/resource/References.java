package io.failstatic.control.resource;

import java.util.ArrayList;
import java.util.List;

/** What a content that is being read refers to, so that missing targets are reported together with everything else. */
final class References {

    private final List<Reference> references = new ArrayList<>();

    void add(String pointer, Kind kind, String id) {
        if (ResourceId.RULE.accepts().test(id)) {
            references.add(new Reference(pointer, new ResourceRef(kind, id)));
        }
    }

    List<Reference> toList() {
        return List.copyOf(references);
    }

    /** One field and the resource it names. */
    record Reference(String pointer, ResourceRef target) {}
}
