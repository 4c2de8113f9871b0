package io.failstatic.control.admin;

import java.io.IOException;

/** A request body that is too long, or takes too long to arrive. */
final class BodyRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean late;

    private BodyRefusedException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    static BodyRefusedException tooLong(long limit) {
        return new BodyRefusedException("The body is longer than " + limit + " bytes.", false);
    }

    static BodyRefusedException tooLate() {
        return new BodyRefusedException("The body did not arrive in time.", true);
    }

    boolean isLate() {
        return late;
    }
}
