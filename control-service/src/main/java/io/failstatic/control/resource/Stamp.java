package io.failstatic.control.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a change writes on everything it touches.
 *
 * @param revision the revision that the change makes
 * @param at whole microseconds: the database keeps no more
 */
public record Stamp(
        long revision, Instant at, String actor, @Nullable String reason) {}
