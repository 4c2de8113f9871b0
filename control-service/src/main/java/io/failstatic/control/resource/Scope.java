package io.failstatic.control.resource;

/** The name of what is counted together: policies limit it, routing rules assign requests to it. */
final class Scope {

    static final String DEFAULT = "api";
    static final TextRule RULE = TextRule.ascii(64, c -> false, "");

    private Scope() {}
}
