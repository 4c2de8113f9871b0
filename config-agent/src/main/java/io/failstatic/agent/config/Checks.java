package io.failstatic.agent.config;

import org.jspecify.annotations.Nullable;

/** The rules of the contract that several resources share; each throws {@link InvalidContentException}. */
final class Checks {

    private static final int MAX_ID_LENGTH = 63;

    private Checks() {}

    static void id(String name, String value) {
        if (!isId(value)) {
            throw invalid(name, "(expected: [a-z0-9][a-z0-9-]{0,62})");
        }
    }

    static void version(long value) {
        if (value < 1) {
            throw invalid("version", value + " (expected: at least 1)");
        }
    }

    static void range(String name, long value, long from, long to) {
        if (value < from || value > to) {
            throw invalid(name, value + " (expected: " + from + " to " + to + ")");
        }
    }

    static void text(String name, String value) {
        if (value.isBlank()) {
            throw invalid(name, "blank (expected: a text)");
        }
    }

    static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw invalid(name, "missing");
        }
        return value;
    }

    static InvalidContentException invalid(String name, String problem) {
        return new InvalidContentException("/" + name, name + ": " + problem);
    }

    private static boolean isId(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_ID_LENGTH || value.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (!Ascii.isLowerCase(c) && !Ascii.isDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }
}
