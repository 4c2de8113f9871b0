package io.failstatic.control.audit;

/** The audit log is being verified or exported as often as one service allows at a time. */
public final class TooManyWalksException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyWalksException() {
        super("The audit log is being verified or exported by " + Walks.AT_ONCE + " callers already.");
    }
}
