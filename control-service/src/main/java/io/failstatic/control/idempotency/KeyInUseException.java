package io.failstatic.control.idempotency;

/** An equal request under the same key is still running. */
public final class KeyInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyInUseException() {
        super(IdempotencyKey.HEADER + ": the first request is still running (expected: the same again, later)");
    }
}
