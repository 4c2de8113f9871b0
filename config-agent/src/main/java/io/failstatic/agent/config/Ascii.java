package io.failstatic.agent.config;

/** Character classes of the contract, which know nothing beyond ASCII. */
final class Ascii {

    private Ascii() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }

    static boolean isAlphanumeric(char c) {
        return isDigit(c) || isLowerCase(c) || (c >= 'A' && c <= 'Z');
    }

    static boolean isLowerCaseHex(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f');
    }

    static boolean isHex(char c) {
        return isLowerCaseHex(c) || (c >= 'A' && c <= 'F');
    }
}
