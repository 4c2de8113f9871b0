package io.failstatic.control.access;

/** The service was set up in a way it refuses to start with. */
public final class InvalidSetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param message what is wrong, in one sentence
     * @param remedy what to do about it
     */
    public InvalidSetupException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
