package io.failstatic.control.change;

import io.failstatic.control.change.RevisionsController.Difference;
import io.failstatic.control.resource.Differences;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.StoredResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What lies between two revisions, resource by resource. Thread-safe. */
@Component
@RequiredArgsConstructor
class RevisionDifferences {

    private final Resources resources;

    /** The resources whose content is not the same, by kind and id. */
    List<Difference> between(long fromRevision, long toRevision) {
        Map<ResourceRef, StoredResource> from = asOf(fromRevision);
        Map<ResourceRef, StoredResource> to = asOf(toRevision);
        TreeSet<ResourceRef> all = new TreeSet<>(ResourceRef.ORDER);
        all.addAll(from.keySet());
        all.addAll(to.keySet());
        return all.stream()
                .filter(ref -> !Objects.equals(text(from.get(ref)), text(to.get(ref))))
                .map(ref -> new Difference(
                        ref.kind().path(),
                        ref.id(),
                        version(from.get(ref)),
                        version(to.get(ref)),
                        Differences.between(content(from.get(ref)), content(to.get(ref)))))
                .toList();
    }

    private Map<ResourceRef, StoredResource> asOf(long revision) {
        Map<ResourceRef, StoredResource> state = new TreeMap<>(ResourceRef.ORDER);
        resources.asOf(revision).forEach(stored -> state.put(stored.ref(), stored));
        return state;
    }

    private static @Nullable String text(@Nullable StoredResource stored) {
        return stored == null ? null : stored.content();
    }

    private static @Nullable Long version(@Nullable StoredResource stored) {
        return stored == null ? null : stored.version();
    }

    private static ObjectNode content(@Nullable StoredResource stored) {
        return stored == null ? Spec.newObject() : stored.get();
    }
}
