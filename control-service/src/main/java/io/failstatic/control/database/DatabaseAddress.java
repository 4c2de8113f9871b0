package io.failstatic.control.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Where the database is: the configured data source, else a file of the data directory. */
record DatabaseAddress(
        String url, @Nullable String username, @Nullable String password) implements JdbcConnectionDetails {

    /** The embedded database: the kill of the process loses no acknowledged commit because nothing is written late. */
    static DatabaseAddress embeddedIn(DataDirectory directory) {
        return new DatabaseAddress(
                "jdbc:h2:file:" + directory.path().resolve("control")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
                        + ";DB_CLOSE_ON_EXIT=FALSE",
                "sa",
                "");
    }

    @Override
    public String getJdbcUrl() {
        return url;
    }

    @Override
    public @Nullable String getUsername() {
        return username;
    }

    @Override
    public @Nullable String getPassword() {
        return password;
    }

    @Override
    public String toString() {
        return url;
    }
}
