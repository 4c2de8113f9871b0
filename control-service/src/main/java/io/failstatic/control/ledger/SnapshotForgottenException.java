package io.failstatic.control.ledger;

/** The bytes of a revision are no longer kept. */
public class SnapshotForgottenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SnapshotForgottenException(long revision) {
        super("revision " + revision + ": its bytes are no longer kept (expected: one of the newest "
                + Ledger.KEPT_RENDERINGS + ")");
    }
}
