package io.failstatic.agent.config;

/** Says which value of a resource, or of a set of resources, breaks the contract. */
public final class InvalidContentException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Relative to the object under validation. */
    private final String pointer;

    /**
     * @param pointer JSON pointer of the offending value, relative to the object under validation
     * @param message what is wrong, as {@code name: value (expected: …)}; never holds text from the content
     */
    public InvalidContentException(String pointer, String message) {
        super(message);
        this.pointer = pointer;
    }

    /** JSON pointer of the offending value, relative to the object under validation. */
    public String pointer() {
        return pointer;
    }
}
