package io.failstatic.control.resource;

/** How a version came to be. */
public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    ROLLBACK
}
