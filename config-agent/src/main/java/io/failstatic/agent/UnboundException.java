package io.failstatic.agent;

import java.io.Serial;

/** Content that does not bind to the host's type. The message holds none of the content. */
final class UnboundException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnboundException(String message, Throwable cause) {
        super(message, cause);
    }
}
