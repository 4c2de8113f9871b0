package io.failstatic.control.resource;

import java.util.regex.Pattern;

/**
 * A request header that must have a value for a routing rule to apply.
 *
 * @param header a token of RFC 9110
 */
public record HeaderCondition(String header, String equals) {

    static final TextRule HEADER = new TextRule(
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}").asMatchPredicate(),
            "a header name: a token of RFC 9110, at most 256 characters");
    static final TextRule VALUE = TextRule.line(1024);

    public HeaderCondition {
        HEADER.require("header", header);
        VALUE.require("equals", equals);
    }
}
