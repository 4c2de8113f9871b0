package io.failstatic.control.database;

/**
 * The schema is migrated and checked; published once, on the database's own thread. A listener that throws has the whole
 * step repeated, listeners included.
 */
public record DatabaseReady() {}
