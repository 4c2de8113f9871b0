package io.failstatic.control.resource;

import java.util.List;

/** Content of the right shape that breaks a rule: a missing field, a value out of range, a reference to nothing. */
public class InvalidContentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ContentError> errors;

    public InvalidContentException(List<ContentError> errors) {
        super("content: invalid (" + errors.size() + " errors)");
        this.errors = List.copyOf(errors);
    }

    /** All of them. */
    public List<ContentError> errors() {
        return errors;
    }
}
