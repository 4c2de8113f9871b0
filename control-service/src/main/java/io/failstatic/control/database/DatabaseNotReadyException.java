package io.failstatic.control.database;

/** The schema is not in place yet: nothing that needs the database can be answered. */
public final class DatabaseNotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseNotReadyException() {
        super("The database is away.");
    }
}
