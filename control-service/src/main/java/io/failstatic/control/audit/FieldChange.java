package io.failstatic.control.audit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One difference between two contents.
 *
 * @param pointer JSON pointer (RFC 6901) of the place
 * @param from what was there; null when nothing was
 * @param to what is there; null when nothing is
 */
public record FieldChange(
        String pointer, @Nullable JsonNode from, @Nullable JsonNode to) {}
