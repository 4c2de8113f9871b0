package io.failstatic.control.idempotency;

import io.failstatic.control.request.InvalidParametersException;
import io.failstatic.control.request.InvalidParametersException.ParameterError;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that a caller gives to a mutation, to send it again without harm. Quoted and bare it is the same. Immutable.
 *
 * @param value without quotes
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final int MAX_LENGTH = 255;
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"");

    /**
     * Reads the header's values.
     *
     * @throws InvalidParametersException when they are not one key
     */
    static IdempotencyKey of(List<String> headers) {
        if (headers.size() != 1) {
            throw refused("given " + headers.size() + " times");
        }
        String value = unquoted(headers.get(0).strip());
        if (value.isBlank()) {
            throw refused("empty");
        }
        if (value.length() > MAX_LENGTH || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refused("not accepted");
        }
        return new IdempotencyKey(value);
    }

    private static String unquoted(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return quoted.group(1).replaceAll("\\\\(.)", "$1");
        }
        if (text.indexOf('"') >= 0) {
            throw refused("not accepted");
        }
        return text;
    }

    private static InvalidParametersException refused(String what) {
        return new InvalidParametersException(List.of(new ParameterError(
                HEADER,
                what + " (expected: one key of 1 to " + MAX_LENGTH + " characters, bare or in quotes, no control"
                        + " characters)")));
    }
}
