package io.failstatic.control.change;

import org.jspecify.annotations.Nullable;

/** A valid change that contradicts what is stored. */
public class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;
    private final @Nullable String confirm;

    public ConflictException(Code code, String message) {
        this(code, message, null);
    }

    /** A change that is held back until the caller sends the same again with a header. */
    static ConflictException unconfirmed(String message, String header) {
        return new ConflictException(
                Code.CONFIRMATION_REQUIRED, message + " (expected: the header " + header + ")", header);
    }

    private ConflictException(Code code, String message, @Nullable String confirm) {
        super(message);
        this.code = code;
        this.confirm = confirm;
    }

    /** The header line that confirms the change; null when nothing does. */
    public @Nullable String confirm() {
        return confirm;
    }

    public Code code() {
        return code;
    }

    /** What a change can contradict. */
    public enum Code {
        ALREADY_EXISTS,
        DUPLICATE,
        NAME_RETIRED,
        STILL_REFERENCED,
        CONFIRMATION_REQUIRED
    }
}
