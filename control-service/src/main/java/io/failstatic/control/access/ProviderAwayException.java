package io.failstatic.control.access;

/** The OpenID provider does not answer: who calls cannot be known. */
public final class ProviderAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderAwayException(Throwable cause) {
        super("The identity provider is away.", cause);
    }
}
