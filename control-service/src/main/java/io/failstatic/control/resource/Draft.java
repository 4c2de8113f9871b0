package io.failstatic.control.resource;

import io.failstatic.control.resource.References.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a request body asks for: right in shape, not yet in content. It is judged only when the preconditions of the change
 * hold, and together with its references. Immutable.
 */
public final class Draft {

    private final String pointer;
    private final @Nullable String id;
    private final @Nullable Long version;
    private final boolean reuseName;
    private final @Nullable Spec spec;
    private final List<Reference> references;
    private final List<ContentError> errors;

    Draft(
            String pointer,
            @Nullable String id,
            @Nullable Long version,
            boolean reuseName,
            @Nullable Spec spec,
            List<Reference> references,
            List<ContentError> errors) {
        this.pointer = pointer;
        this.id = id;
        this.version = version;
        this.reuseName = reuseName;
        this.spec = spec;
        this.references = references;
        this.errors = errors;
    }

    /** The id in the body; null when there is none, or none that can be one. */
    public @Nullable String id() {
        return id;
    }

    /** The version in the body, which is a precondition. */
    public @Nullable Long version() {
        return version;
    }

    /** Whether the caller wants the name of a deleted flag for another one. */
    public boolean reuseName() {
        return reuseName;
    }

    /** The content; null when there is something wrong with it. */
    public @Nullable Spec spec() {
        return spec;
    }

    /**
     * What is wrong with the content, whatever it refers to.
     *
     * @param before what it replaces; null when it replaces nothing
     */
    public List<ContentError> errors(@Nullable StoredResource before) {
        if (before != null
                && spec instanceof FeatureFlagSpec flag
                && !flag.name().equals(before.get().path("name").asString())) {
            return List.of(
                    new ContentError(pointer + "/name", ContentError.Code.IMMUTABLE, "a flag's name never changes"));
        }
        return errors;
    }

    /** The same with more errors. */
    Draft with(List<ContentError> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<ContentError> all = new ArrayList<>(errors);
        all.addAll(more);
        return new Draft(pointer, id, version, reuseName, null, references, all);
    }

    /** The references to what is not there. */
    public List<ContentError> dangling(Predicate<ResourceRef> exists) {
        return references.stream()
                .filter(reference -> !exists.test(reference.target()))
                .map(reference -> new ContentError(
                        reference.pointer(),
                        ContentError.Code.UNKNOWN_REFERENCE,
                        reference.target() + " does not exist"))
                .toList();
    }
}
