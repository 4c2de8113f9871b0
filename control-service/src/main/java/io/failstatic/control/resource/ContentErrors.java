package io.failstatic.control.resource;

import io.failstatic.control.resource.ContentError.Code;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with one body, shape and content apart: content is judged only when the shape is right. */
final class ContentErrors {

    private final List<ContentError> shape = new ArrayList<>();
    private final List<ContentError> content = new ArrayList<>();

    void shape(String pointer, Code code, String message) {
        shape.add(new ContentError(pointer, code, message));
    }

    void shape(ContentError error) {
        shape.add(error);
    }

    void content(String pointer, Code code, String message) {
        content.add(new ContentError(pointer, code, message));
    }

    /** What is wrong with the shape. */
    List<ContentError> shape() {
        return List.copyOf(shape);
    }

    boolean none() {
        return shape.isEmpty() && content.isEmpty();
    }

    /** Fails when the shape is wrong. */
    void requireShape() {
        if (!shape.isEmpty()) {
            throw new MalformedContentException(shape);
        }
    }

    /** What is wrong with content of the right shape. */
    List<ContentError> content() {
        return List.copyOf(content);
    }
}
