package io.failstatic.control.idempotency;

/** What a request would be answered is longer than what is kept under a key: nothing has been done. */
public final class AnswerTooLongException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnswerTooLongException(long limit) {
        super(IdempotencyKey.HEADER + ": the answer is longer than what is kept (expected: at most " + limit
                + " bytes compressed, or no key)");
    }
}
