package io.failstatic.edge.ratelimit;

/**
 * The state of one caller's window after one decision. <em>Immutable.</em>
 *
 * @param allowed whether the request may go on
 * @param limit requests allowed in a window
 * @param remaining requests left in this window
 * @param resetSeconds seconds until the window ends, rounded up, at least 1; with no window begun, its length
 */
public record RateLimit(boolean allowed, int limit, int remaining, int resetSeconds) {}
