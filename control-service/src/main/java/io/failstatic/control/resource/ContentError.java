package io.failstatic.control.resource;

/**
 * One thing that is wrong with a request body.
 *
 * @param pointer JSON pointer (RFC 6901) of the place, empty for the whole body
 * @param code what is wrong, for programs
 * @param message what is wrong, for people
 */
public record ContentError(String pointer, Code code, String message) {

    /** What can be wrong with a request body. */
    public enum Code {
        NOT_JSON,
        WRONG_TYPE,
        UNKNOWN_FIELD,
        DUPLICATE_FIELD,
        REQUIRED,
        OUT_OF_RANGE,
        INVALID,
        UNKNOWN_REFERENCE,
        IMMUTABLE,
        LIMIT_EXCEEDED
    }
}
