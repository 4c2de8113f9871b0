package io.failstatic.control.resource;

import java.util.regex.Pattern;

/** The rule for the path of a routing rule. */
final class RulePath {

    private static final int MAX_LENGTH = 1024;

    /** RFC 3986: unreserved, percent-encoded, sub-delims, colon, at sign; the star only as the last character. */
    private static final Pattern SHAPE = Pattern.compile("/(?:[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2})*+\\*?");

    /** What no request path can hold once it is normalised: such a rule would silently match nothing. */
    private static final Pattern NEVER_MATCHES =
            Pattern.compile("//|/(?:\\.|%2e){1,2}(?:/|\\*?$)|%(?:2f|5c|00)", Pattern.CASE_INSENSITIVE);

    static final TextRule RULE = new TextRule(
            RulePath::accepts,
            "/ and characters of a URI path, at most " + MAX_LENGTH
                    + ", * only as the last, no empty or dot segments, no encoded slash, backslash or NUL");

    private RulePath() {}

    private static boolean accepts(String path) {
        return path.length() <= MAX_LENGTH
                && SHAPE.matcher(path).matches()
                && !NEVER_MATCHES.matcher(path).find();
    }
}
