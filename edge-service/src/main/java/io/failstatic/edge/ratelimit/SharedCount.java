package io.failstatic.edge.ratelimit;

import io.failstatic.edge.tenant.Caller;

/**
 * One request that several edges are to count together, and what this edge knows of its window. <em>Immutable.</em>
 *
 * @param caller who is counted
 * @param scope what is counted
 * @param limit requests allowed in a window
 * @param windowSeconds the length of a window that begins now
 * @param knownUsed what was used of the window as far as this edge knows; 0 when it knows of none
 * @param knownLeftMillis how long that window lasts at least
 */
public record SharedCount(
        Caller caller, String scope, int limit, int windowSeconds, int knownUsed, long knownLeftMillis) {

    /** Whether nobody has to be asked: others can only have used more. */
    public boolean isUsedUp() {
        return knownUsed >= limit;
    }

    /** The decision that was taken together. */
    RateLimit decided(boolean allowed, int used, long leftMillis) {
        int seconds = (int) Math.max(1, (leftMillis + 999) / 1000);
        return new RateLimit(allowed, limit, Math.max(0, limit - used), seconds);
    }
}
