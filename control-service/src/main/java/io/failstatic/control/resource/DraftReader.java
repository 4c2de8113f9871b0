package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies strictly: everything that is wrong with one is reported at once. Thread-safe. */
@Component
@EnableConfigurationProperties(TargetProperties.class)
public final class DraftReader {

    /** Fields of an answer that a replacement may carry along. */
    private static final List<String> ANSWERED = List.of("createdAt", "updatedAt", "updatedBy", "restoredFrom");

    private final StrictJson json = new StrictJson();
    private final TargetRules targets;

    DraftReader(TargetProperties properties) {
        this.targets = new TargetRules(properties.allowLoopback());
    }

    /**
     * Reads the body that creates a resource.
     *
     * @throws MalformedContentException when the shape is wrong
     */
    public Draft readNew(Kind kind, byte[] body) {
        return read(kind, body, null);
    }

    /**
     * Reads the body that replaces the content of a resource; what reading it answers is accepted as such a body.
     *
     * @throws MalformedContentException when the shape is wrong
     */
    public Draft readReplacement(ResourceRef ref, byte[] body) {
        return read(ref.kind(), body, ref);
    }

    /**
     * Reads a patch of a resource (RFC 7396).
     *
     * @throws MalformedContentException when the shape of what it sets is wrong
     */
    public Patch readPatch(ResourceRef ref, byte[] body) {
        ContentErrors errors = new ContentErrors();
        ObjectNode patch = json.readObject(body, errors);
        // What the patch leaves out or takes away is missing here, which is no error of shape.
        read(ref.kind(), patch, "", ref, errors);
        errors.requireShape();
        return new Patch(patch);
    }

    /** What becomes of a resource when it is patched. */
    public Draft patched(StoredResource before, Patch patch) {
        ContentErrors errors = new ContentErrors();
        Draft draft = read(before.ref().kind(), patch.on(before.get()), "", before.ref(), errors);
        errors.requireShape();
        return draft;
    }

    /**
     * Reads what is stored once more, by the rules of today.
     *
     * @param pointer begins the place of each error
     */
    public Draft readStored(StoredResource version, String pointer) {
        ContentErrors errors = new ContentErrors();
        Draft draft = read(version.ref().kind(), version.get(), pointer, version.ref(), errors);
        return draft.with(errors.shape());
    }

    private Draft read(Kind kind, byte[] body, @Nullable ResourceRef replaced) {
        ContentErrors errors = new ContentErrors();
        Draft draft = read(kind, json.readObject(body, errors), "", replaced, errors);
        errors.requireShape();
        return draft;
    }

    /** Reads one resource of a desired state; what reading it answers is accepted, its version included. */
    Draft readDesired(Kind kind, Fields fields, ContentErrors errors) {
        References references = new References();
        String id = fields.text("id", ResourceId.RULE);
        boolean reuseName = kind == Kind.FEATURE_FLAG && fields.flag("reuseName", false);
        ANSWERED.forEach(fields::ignore);
        fields.ignore("version");
        if (kind == Kind.TENANT) {
            fields.ignore("apiKeys");
        }
        Spec spec = readSpec(kind, fields, references);
        fields.end();
        return new Draft(fields.pointer(), id, null, reuseName, spec, references.toList(), errors.content());
    }

    Draft read(Kind kind, ObjectNode object, String pointer, @Nullable ResourceRef replaced, ContentErrors errors) {
        Fields fields = new Fields(object, pointer, errors);
        References references = new References();
        String id = fields.optionalText("id", ResourceId.RULE);
        boolean reuseName = replaced == null && kind == Kind.FEATURE_FLAG && fields.flag("reuseName", false);
        Long version = replaced == null ? null : readAnswered(fields, object, replaced, id, errors);
        Spec spec = readSpec(kind, fields, references);
        fields.end();
        return new Draft(pointer, id, version, reuseName, spec, references.toList(), errors.content());
    }

    private static @Nullable Long readAnswered(
            Fields fields, ObjectNode object, ResourceRef replaced, @Nullable String id, ContentErrors errors) {
        ANSWERED.forEach(fields::ignore);
        if (replaced.kind() == Kind.TENANT) {
            fields.ignore("apiKeys");
        }
        if (id != null && !id.equals(replaced.id())) {
            fields.invalid("id", Code.IMMUTABLE, "not the id of the path (expected: " + replaced.id() + ")");
        }
        fields.ignore("version");
        JsonNode version = object.get("version");
        if (version == null) {
            return null;
        }
        if (version.isNull()) {
            fields.invalid("version", Code.REQUIRED, "null (expected: a version, or no such field)");
            return null;
        }
        if (!version.isIntegralNumber()) {
            errors.shape(fields.pointer("version"), Code.WRONG_TYPE, "not an integer");
            return null;
        }
        return version.canConvertToLong() ? version.longValue() : Long.MAX_VALUE;
    }

    private @Nullable Spec readSpec(Kind kind, Fields fields, References references) {
        return switch (kind) {
            case TENANT -> TenantSpec.read(fields);
            case SERVICE -> ServiceSpec.read(fields, targets);
            case RATE_LIMIT_POLICY -> RateLimitPolicySpec.read(fields, references);
            case ROUTING_RULE -> RoutingRuleSpec.read(fields, references);
            case FEATURE_FLAG -> FeatureFlagSpec.read(fields);
            case DOCUMENT -> DocumentSpec.read(fields);
        };
    }
}
