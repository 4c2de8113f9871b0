package io.failstatic.control.change;

import io.failstatic.control.change.ConflictException.Code;
import io.failstatic.control.request.IfMatch;
import io.failstatic.control.resource.ContentError;
import io.failstatic.control.resource.Draft;
import io.failstatic.control.resource.DraftReader;
import io.failstatic.control.resource.FeatureFlagSpec;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.NotFoundException;
import io.failstatic.control.resource.Operation;
import io.failstatic.control.resource.ResourceId;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.StoredResource;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Function;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Holds what callers want against what is stored, and writes it. Each method answers what is stored afterwards, or null when
 * the change will be refused as a whole. Thread-safe.
 */
@Component
@RequiredArgsConstructor
class Judge {

    private final DraftReader drafts;
    private final Resources resources;
    private final SecureRandom random;

    /** Makes a resource; an id that was deleted goes on with its next version. */
    @Nullable
    StoredResource create(OpenChange change, Kind kind, Draft draft) {
        ResourceRef ref = new ResourceRef(kind, draft.id() == null ? ResourceId.generate(kind, random) : draft.id());
        Spec spec = change.accept(ref, draft, null);
        StoredResource before = resources.find(ref).orElse(null);
        if (before != null && !before.isDeleted()) {
            change.refuse(new ConflictException(Code.ALREADY_EXISTS, ref + " exists already"));
            return null;
        }
        if (spec instanceof FeatureFlagSpec flag && !draft.reuseName()) {
            change.requireFresh(ref, flag.name());
        }
        return spec == null ? null : put(change, new Mutation.Put(Operation.CREATE, ref, before, spec, null));
    }

    /**
     * Replaces the content of a resource.
     *
     * @param wanted what is to become of what is stored
     */
    @Nullable
    StoredResource replace(
            OpenChange change, ResourceRef ref, Function<StoredResource, Draft> wanted, IfMatch ifMatch) {
        StoredResource before = resources.get(ref);
        Draft draft = wanted.apply(before);
        ifMatch.require(before.version(), draft.version());
        Spec spec = change.accept(ref, draft, before);
        if (spec == null) {
            return null;
        }
        return before.holds(spec) ? before : put(change, new Mutation.Put(Operation.UPDATE, ref, before, spec, null));
    }

    /**
     * Takes a resource away; its history stays.
     *
     * @param version the version that the caller has seen; null when the caller says nothing
     */
    StoredResource remove(OpenChange change, ResourceRef ref, IfMatch ifMatch, @Nullable Long version) {
        StoredResource before = resources.get(ref);
        ifMatch.require(before.version(), version);
        return remove(change, before);
    }

    /** Takes away what is stored. */
    StoredResource remove(OpenChange change, StoredResource before) {
        change.write(new Mutation.Removal(before.ref(), before));
        return resources.find(before.ref()).orElse(before);
    }

    /**
     * Brings the content of an older version back, as a new version.
     *
     * @param version the version that the caller has seen; null when the caller says nothing
     * @param pointer the part of the request that wants it
     */
    @Nullable
    StoredResource rollBack(
            OpenChange change,
            ResourceRef ref,
            long targetVersion,
            IfMatch ifMatch,
            @Nullable Long version,
            String pointer) {
        StoredResource before = resources.find(ref).orElseThrow(() -> new NotFoundException(ref + " never existed"));
        ifMatch.require(before.version(), version);
        StoredResource target = resources.findVersion(ref, targetVersion).orElse(null);
        if (target == null) {
            change.refuse(new ContentError(
                    pointer + "/targetVersion",
                    ContentError.Code.UNKNOWN_REFERENCE,
                    ref + " has no version " + targetVersion + " with content"));
            return null;
        }
        return restore(change, before, target, pointer);
    }

    /** Gives a resource the content of one of its older versions, unless it has it. */
    @Nullable
    StoredResource restore(OpenChange change, StoredResource before, StoredResource target, String pointer) {
        if (Objects.equals(before.content(), target.content())) {
            return before;
        }
        Spec spec = change.accept(before.ref(), drafts.readStored(target, pointer), before.isDeleted() ? null : before);
        return spec == null
                ? null
                : put(change, new Mutation.Put(Operation.ROLLBACK, before.ref(), before, spec, target));
    }

    private static @Nullable StoredResource put(OpenChange change, Mutation.Put put) {
        return change.write(put).resource();
    }
}
