package io.failstatic.control.resource;

import io.failstatic.control.resource.References.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request body asks for: right in shape, not yet in content. It is judged only when the preconditions of the change
 * hold, and together with its references. Immutable.
 */
public final class Draft {

    private final @Nullable String id;
    private final @Nullable Long version;
    private final boolean reuseName;
    private final @Nullable Spec spec;
    private final List<Reference> references;
    private final List<ContentError> errors;

    Draft(
            @Nullable String id,
            @Nullable Long version,
            boolean reuseName,
            @Nullable Spec spec,
            List<Reference> references,
            List<ContentError> errors) {
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

    /**
     * The content.
     *
     * @param before what it replaces; null when it replaces nothing
     * @throws InvalidContentException when it breaks a rule or refers to nothing
     */
    public Spec judge(Resources resources, @Nullable StoredResource before) {
        List<ContentError> all = new ArrayList<>(errors);
        for (Reference reference : references) {
            if (!resources.exists(reference.target())) {
                all.add(new ContentError(
                        reference.pointer(),
                        ContentError.Code.UNKNOWN_REFERENCE,
                        reference.target() + " does not exist"));
            }
        }
        if (before != null
                && spec instanceof FeatureFlagSpec flag
                && !flag.name().equals(before.get().path("name").asString())) {
            all.add(new ContentError("/name", ContentError.Code.IMMUTABLE, "a flag's name never changes"));
        }
        if (spec == null || !all.isEmpty()) {
            throw new InvalidContentException(all);
        }
        return spec;
    }
}
