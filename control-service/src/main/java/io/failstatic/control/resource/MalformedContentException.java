package io.failstatic.control.resource;

import java.util.List;

/** A request body that has the wrong shape: not JSON, a wrong type, an unknown or a duplicate field. */
public class MalformedContentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ContentError> errors;

    public MalformedContentException(List<ContentError> errors) {
        super("body: malformed (" + errors.size() + " errors)");
        this.errors = List.copyOf(errors);
    }

    /** All of them, in the order of the body. */
    public List<ContentError> errors() {
        return errors;
    }
}
