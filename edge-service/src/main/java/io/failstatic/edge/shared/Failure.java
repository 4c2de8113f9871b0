package io.failstatic.edge.shared;

import java.util.Locale;

/** Why a request was counted by this edge alone. */
enum Failure {
    /** There is no connection, or it broke. */
    AWAY,
    /** No answer within the time for it. */
    SLOW,
    /** An answer that cannot be true. */
    WRONG,
    /** This edge has no place to keep this caller's window. */
    FULL;

    private final String tag = name().toLowerCase(Locale.ROOT);

    String tag() {
        return tag;
    }
}
