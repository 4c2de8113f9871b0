package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a request body that is one JSON object and no resource. Thread-safe. */
public final class StrictBody {

    private static final StrictJson JSON = new StrictJson();

    private StrictBody() {}

    /**
     * Reads a body.
     *
     * @param reader asks for every field there may be; what it makes is dropped when something is wrong
     * @throws MalformedContentException when the shape is wrong
     * @throws InvalidContentException when the content is
     */
    public static <T> T read(byte[] body, Function<Fields, T> reader) {
        ContentErrors errors = new ContentErrors();
        JsonNode root = JSON.read(body, errors::shape);
        if (!(root instanceof ObjectNode object)) {
            throw new MalformedContentException(List.of(new ContentError("", Code.WRONG_TYPE, "not an object")));
        }
        Fields fields = new Fields(object, "", errors);
        T value = reader.apply(fields);
        fields.end();
        errors.requireShape();
        if (!errors.none()) {
            throw new InvalidContentException(errors.content());
        }
        return value;
    }
}
