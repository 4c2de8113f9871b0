package io.failstatic.control.request;

/** The stored version is not one that the caller has seen. */
public class PreconditionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long storedVersion;

    public PreconditionFailedException(long storedVersion) {
        super("If-Match: does not match (stored version: " + storedVersion + ")");
        this.storedVersion = storedVersion;
    }

    public long storedVersion() {
        return storedVersion;
    }
}
