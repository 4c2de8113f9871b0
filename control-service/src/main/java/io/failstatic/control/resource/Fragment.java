package io.failstatic.control.resource;

/**
 * One resource as snapshots hold it.
 *
 * @param json one JSON object, beginning with id and version
 */
public record Fragment(Kind kind, String id, String json) {}
