package io.failstatic.control.request;

import java.util.List;

/** Query parameters that are unknown, empty, repeated or have a value they cannot have. */
public class InvalidParametersException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ParameterError> errors;

    public InvalidParametersException(List<ParameterError> errors) {
        super("parameters: invalid (" + errors.size() + " errors)");
        this.errors = List.copyOf(errors);
    }

    /** All of them. */
    public List<ParameterError> errors() {
        return errors;
    }

    /** One query parameter or header and what is wrong with it. */
    public record ParameterError(String parameter, String message) {}
}
