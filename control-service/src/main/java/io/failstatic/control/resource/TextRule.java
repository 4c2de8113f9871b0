package io.failstatic.control.resource;

import io.failstatic.control.request.LineText;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * What a text must look like.
 *
 * @param expected the rule in words
 */
public record TextRule(Predicate<String> accepts, String expected) {

    /** Not blank, of limited length and without control characters: fit for a log line, a page and a header. */
    public static TextRule line(int maxLength) {
        return new TextRule(
                text -> !text.isBlank() && text.length() <= maxLength && LineText.fits(text),
                "1 to " + maxLength + " characters, not blank, without control characters");
    }

    /** Visible ASCII, so that it can stand in a header whatever reads it. */
    static TextRule ascii(int maxLength, IntPredicate forbidden, String but) {
        return new TextRule(
                text -> !text.isEmpty()
                        && text.length() <= maxLength
                        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && !forbidden.test(c)),
                "1 to " + maxLength + " visible ASCII characters" + but);
    }

    String require(String name, String value) {
        if (!accepts.test(value)) {
            throw new IllegalArgumentException(name + ": not accepted (expected: " + expected + ")");
        }
        return value;
    }
}
