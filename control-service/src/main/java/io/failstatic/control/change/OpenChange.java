package io.failstatic.control.change;

import io.failstatic.control.change.ConflictException.Code;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.resource.ContentError;
import io.failstatic.control.resource.Draft;
import io.failstatic.control.resource.InvalidContentException;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.Stamp;
import io.failstatic.control.resource.StoredResource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change while it is made, under the lock of the ledger. Each of its parts sees what the earlier ones have written; what
 * they refer to and which names they take is judged when all are there. Confined to the thread of its transaction.
 */
final class OpenChange {

    private static final int SHOWN_REFERRERS = 5;

    private final Resources resources;
    private final Writer writer;
    private final ChangeRequest request;
    private final Stamp stamp;
    private final List<Mutation> mutations = new ArrayList<>();
    private final Map<ResourceRef, Draft> drafts = new LinkedHashMap<>();
    private final Map<ResourceRef, Spec> written = new LinkedHashMap<>();
    private final Map<ResourceRef, String> freshNames = new LinkedHashMap<>();
    private final Set<ResourceRef> removed = new LinkedHashSet<>();
    private final Set<ResourceRef> unusable = new HashSet<>();
    private final List<ContentError> errors = new ArrayList<>();
    private @Nullable ConflictException conflict;
    private @Nullable String operation;

    OpenChange(Resources resources, Writer writer, ChangeRequest request, Stamp stamp) {
        this.resources = resources;
        this.writer = writer;
        this.request = request;
        this.stamp = stamp;
    }

    ChangeRequest request() {
        return request;
    }

    /** Makes everything that is written a part of one operation, which can be frozen as such. */
    void partOf(String whole) {
        operation = whole;
    }

    /** The operation that everything written is a part of; null when each part stands for itself. */
    @Nullable
    String operation() {
        return operation;
    }

    /** What has been written, in its order. */
    List<Mutation> mutations() {
        return List.copyOf(mutations);
    }

    /**
     * Takes notice of what one part wants.
     *
     * @param before what it replaces; null when it replaces nothing
     * @return the content; null when there is something wrong with it, which refuses the change in the end
     */
    @Nullable
    Spec accept(ResourceRef ref, Draft draft, @Nullable StoredResource before) {
        drafts.put(ref, draft);
        List<ContentError> wrong = draft.errors(before);
        errors.addAll(wrong);
        if (!wrong.isEmpty()) {
            unusable.add(ref);
            return null;
        }
        return draft.spec();
    }

    /** Refuses the change in the end, together with whatever else is wrong with its content. */
    void refuse(ContentError error) {
        errors.add(error);
    }

    /** Refuses the change in the end, unless something is wrong with its content. */
    void refuse(ConflictException contradiction) {
        if (conflict == null) {
            conflict = contradiction;
        }
    }

    /** Demands that no other flag of that name will have been deleted. */
    void requireFresh(ResourceRef flag, String name) {
        freshNames.put(flag, name);
    }

    Writer.Written write(Mutation mutation) {
        mutations.add(mutation);
        if (mutation instanceof Mutation.Put put) {
            written.put(put.ref(), put.spec());
            removed.remove(put.ref());
        } else if (mutation instanceof Mutation.Removal) {
            drafts.remove(mutation.ref());
            written.remove(mutation.ref());
            freshNames.remove(mutation.ref());
            removed.add(mutation.ref());
        }
        return writer.write(mutation, request, stamp);
    }

    /** Judges the whole: throws what refuses it. */
    void settle() {
        drafts.values().forEach(draft -> errors.addAll(draft.dangling(this::exists)));
        if (!errors.isEmpty()) {
            throw new InvalidContentException(errors);
        }
        if (conflict != null) {
            throw conflict;
        }
        requireUnreferred();
        requireUnretired();
        claimKeys();
    }

    /** What could not be written for its own errors is no error of those who refer to it. */
    private boolean exists(ResourceRef ref) {
        return unusable.contains(ref) || resources.exists(ref);
    }

    private void requireUnreferred() {
        List<ResourceRef> referrers = resources.referrers(removed, SHOWN_REFERRERS);
        if (!referrers.isEmpty()) {
            String what = removed.size() == 1 ? removed.iterator().next() + " is" : "what is deleted is";
            throw new ConflictException(Code.STILL_REFERENCED, what + " still referred to by " + referrers);
        }
    }

    private void requireUnretired() {
        freshNames.values().stream().filter(resources::isRetired).findFirst().ifPresent(name -> {
            throw new ConflictException(
                    Code.NAME_RETIRED,
                    "name: '" + name + "' belonged to a flag that was deleted (expected: another name, or"
                            + " \"reuseName\": true)");
        });
    }

    private void claimKeys() {
        Map<Kind, Map<String, String>> keys = new EnumMap<>(Kind.class);
        written.forEach((ref, spec) -> {
            String key = spec.uniqueKey();
            if (key != null) {
                keys.computeIfAbsent(ref.kind(), kind -> new LinkedHashMap<>()).put(ref.id(), key);
            }
        });
        keys.forEach((kind, wanted) -> resources.claim(kind, wanted).ifPresent(held -> {
            throw new ConflictException(Code.DUPLICATE, held.getValue() + " has the same " + held.getKey());
        }));
    }
}
