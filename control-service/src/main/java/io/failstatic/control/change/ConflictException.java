package io.failstatic.control.change;

/** A valid change that contradicts what is stored. */
public class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    public ConflictException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** What a change can contradict. */
    public enum Code {
        ALREADY_EXISTS,
        DUPLICATE,
        NAME_RETIRED,
        STILL_REFERENCED
    }
}
