package io.failstatic.control.idempotency;

/** The key belongs to another request. */
public final class KeyReusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyReusedException() {
        super(IdempotencyKey.HEADER
                + ": belongs to another request (expected: a new key, or the same method, path, query,"
                + " body and If-Match)");
    }
}
