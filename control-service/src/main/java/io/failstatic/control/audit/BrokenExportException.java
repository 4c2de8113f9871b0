package io.failstatic.control.audit;

/** An export that has begun cannot be finished: its connection must break, so that a part does not pass for the whole. */
public final class BrokenExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenExportException(RuntimeException cause) {
        super("The export has begun and cannot be finished", cause);
    }
}
