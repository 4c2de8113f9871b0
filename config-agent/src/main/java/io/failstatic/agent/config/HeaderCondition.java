package io.failstatic.agent.config;

/**
 * A request header that must have a value for a routing rule to apply. <em>Immutable.</em>
 *
 * @param header name, case-insensitive
 * @param equals the exact value of the header's first occurrence, case-sensitive
 */
public record HeaderCondition(String header, String equals) {

    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    /** @throws InvalidContentException when a value breaks the contract */
    public HeaderCondition {
        if (!isToken(header)) {
            throw Checks.invalid("header", "(expected: a token of RFC 9110)");
        }
        Checks.present("equals", equals);
    }

    /** Whether these headers have the value. */
    public boolean holds(RequestHeaders headers) {
        return equals.equals(headers.first(header));
    }

    private static boolean isToken(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Ascii.isAlphanumeric(c) && TOKEN_SYMBOLS.indexOf(c) < 0) {
                return false;
            }
        }
        return !value.isEmpty();
    }
}
