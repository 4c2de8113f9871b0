package io.failstatic.control.resource;

import io.failstatic.control.request.LineText;
import io.failstatic.control.resource.ContentError.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads strictly the bodies that say what to do rather than what to store. Thread-safe. */
@Component
public final class BodyReader {

    private static final int MAX_REASON = 1000;

    private static final TextRule REASON = new TextRule(
            text -> text.length() <= MAX_REASON && LineText.fits(text),
            "at most " + MAX_REASON + " characters, no control characters");

    private static final int MAX_CHANGES = 10_000;

    private static final TextRule OP =
            new TextRule(Set.of("create", "update", "delete", "rollback")::contains, "create|update|delete|rollback");

    private static final TextRule KIND = new TextRule(path -> Kind.find(path).isPresent(), Kind.PATHS);

    private final DraftReader drafts;
    private final StrictJson json = new StrictJson();

    BodyReader(DraftReader drafts) {
        this.drafts = drafts;
    }

    /**
     * Reads the body of a rollback.
     *
     * @throws MalformedContentException when the shape is wrong
     * @throws InvalidContentException when there is no version that can be one
     */
    public Rollback readRollback(byte[] body) {
        ContentErrors errors = new ContentErrors();
        Fields fields = new Fields(json.readObject(body, errors), "", errors);
        Long targetVersion = fields.version("targetVersion");
        String reason = fields.optionalText("reason", REASON);
        end(fields, errors);
        return new Rollback(Objects.requireNonNull(targetVersion), reason);
    }

    /**
     * Reads a body that holds nothing but a reason, and may be missing.
     *
     * @throws MalformedContentException when the shape is wrong
     */
    public @Nullable String readReason(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        ContentErrors errors = new ContentErrors();
        Fields fields = new Fields(json.readObject(body, errors), "", errors);
        String reason = fields.optionalText("reason", REASON);
        end(fields, errors);
        return reason;
    }

    /**
     * Reads several changes.
     *
     * @throws MalformedContentException when the shape of any is wrong
     * @throws InvalidContentException when one does not say what to do
     */
    public Changeset readChangeset(byte[] body) {
        ContentErrors errors = new ContentErrors();
        Fields fields = new Fields(json.readObject(body, errors), "", errors);
        String reason = fields.optionalText("reason", REASON);
        List<Step> steps = new ArrayList<>();
        List<ContentError> inDrafts = new ArrayList<>();
        List<Fields> changes = fields.list("changes", MAX_CHANGES);
        if (changes.isEmpty() && fields.has("changes")) {
            fields.invalid("changes", Code.REQUIRED, "empty (expected: at least one change)");
        }
        for (Fields change : changes) {
            Step step = step(change, errors, inDrafts);
            if (step != null) {
                steps.add(step);
            }
        }
        fields.end();
        errors.requireShape();
        if (!errors.content().isEmpty()) {
            List<ContentError> all = new ArrayList<>(errors.content());
            all.addAll(inDrafts);
            throw new InvalidContentException(all);
        }
        return new Changeset(reason, List.copyOf(steps));
    }

    /**
     * Reads a desired state.
     *
     * @throws MalformedContentException when the shape of any of it is wrong
     * @throws InvalidContentException when it does not say which resources it is about
     */
    public Desired readDesired(byte[] body) {
        ContentErrors errors = new ContentErrors();
        Fields fields = new Fields(json.readObject(body, errors), "", errors);
        String reason = fields.optionalText("reason", REASON);
        boolean prune = fields.flag("prune", false);
        Map<ResourceRef, Draft> wanted = new LinkedHashMap<>();
        ObjectNode tree = fields.tree("resources");
        if (tree != null) {
            Fields kinds = new Fields(tree, fields.pointer("resources"), errors);
            for (Kind kind : Kind.values()) {
                List<Fields> items = kinds.isPresent(kind.path()) ? kinds.list(kind.path(), MAX_CHANGES) : List.of();
                for (Fields item : items) {
                    ContentErrors own = new ContentErrors();
                    Draft draft = drafts.readDesired(kind, new Fields(item.tree(), item.pointer(), own), own);
                    own.shape().forEach(errors::shape);
                    String id = draft.id();
                    if (id == null || !ResourceId.isValid(id)) {
                        draft.errors(null)
                                .forEach(error -> errors.content(error.pointer(), error.code(), error.message()));
                    } else if (wanted.putIfAbsent(new ResourceRef(kind, id), draft) != null) {
                        item.invalid("id", Code.INVALID, "occurs twice");
                    }
                }
            }
            kinds.end();
        }
        end(fields, errors);
        return new Desired(reason, prune, wanted);
    }

    private @Nullable Step step(Fields change, ContentErrors errors, List<ContentError> inDrafts) {
        String op = change.text("op", OP);
        Kind kind = Kind.find(change.text("kind", KIND)).orElse(null);
        boolean creates = op.equals("create");
        String id = creates ? change.optionalText("id", ResourceId.RULE) : change.text("id", ResourceId.RULE);
        Long version = creates ? null : change.optionalVersion("version");
        ResourceRef ref = kind == null || id == null ? null : new ResourceRef(kind, id);
        Step step = switch (op) {
            case "create", "update" -> {
                ObjectNode data = change.tree("data");
                if (kind == null || data == null || (ref == null && !creates)) {
                    yield null;
                }
                if (creates && id != null && !data.has("id")) {
                    data.put("id", id);
                }
                ContentErrors own = new ContentErrors();
                Draft draft = drafts.read(kind, data, change.pointer("data"), creates ? null : ref, own);
                own.shape().forEach(errors::shape);
                inDrafts.addAll(draft.errors(null));
                if (creates && id != null && draft.id() != null && !id.equals(draft.id())) {
                    change.invalid("id", Code.INVALID, "not the id of the data (expected: " + draft.id() + ")");
                }
                yield ref == null || creates
                        ? new Step.Create(change.pointer(), kind, draft)
                        : new Step.Update(change.pointer(), ref, version, draft);
            }
            case "delete" -> ref == null ? null : new Step.Delete(change.pointer(), ref, version);
            case "rollback" -> {
                Long target = change.version("targetVersion");
                yield ref == null || target == null ? null : new Step.Rollback(change.pointer(), ref, version, target);
            }
            default -> {
                List.of("data", "targetVersion").forEach(change::ignore);
                yield null;
            }
        };
        change.end();
        return step;
    }

    private static void end(Fields fields, ContentErrors errors) {
        fields.end();
        errors.requireShape();
        if (!errors.content().isEmpty()) {
            throw new InvalidContentException(errors.content());
        }
    }

    /**
     * What should be stored, and why.
     *
     * @param prune whether nothing else should be
     */
    public record Desired(@Nullable String reason, boolean prune, Map<ResourceRef, Draft> resources) {}

    /** Several changes, and why. */
    public record Changeset(@Nullable String reason, List<Step> steps) {}

    /** The version whose content is wanted back, and why. */
    public record Rollback(long targetVersion, @Nullable String reason) {}
}
