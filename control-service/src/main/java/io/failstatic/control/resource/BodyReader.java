package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads strictly the bodies that say what to do rather than what to store. Thread-safe. */
@Component
public final class BodyReader {

    private static final int MAX_REASON = 1000;

    private static final TextRule REASON = new TextRule(
            text -> text.length() <= MAX_REASON && text.chars().noneMatch(Character::isISOControl),
            "at most " + MAX_REASON + " characters, no control characters");

    private final StrictJson json = new StrictJson();

    /**
     * Reads the body of a rollback.
     *
     * @throws MalformedContentException when the shape is wrong
     * @throws InvalidContentException when there is no version that can be one
     */
    public Rollback readRollback(byte[] body) {
        ContentErrors errors = new ContentErrors();
        Fields fields = new Fields(object(body, errors), "", errors);
        Long targetVersion = fields.version("targetVersion");
        String reason = fields.optionalText("reason", REASON);
        end(fields, errors);
        return new Rollback(Objects.requireNonNull(targetVersion), reason);
    }

    private ObjectNode object(byte[] body, ContentErrors errors) {
        JsonNode root = json.read(body, errors::shape);
        if (!(root instanceof ObjectNode object)) {
            errors.shape("", Code.WRONG_TYPE, "not an object");
            throw new MalformedContentException(errors.shape());
        }
        return object;
    }

    private static void end(Fields fields, ContentErrors errors) {
        fields.end();
        errors.requireShape();
        if (!errors.content().isEmpty()) {
            throw new InvalidContentException(errors.content());
        }
    }

    /** The version whose content is wanted back, and why. */
    public record Rollback(long targetVersion, @Nullable String reason) {}
}
