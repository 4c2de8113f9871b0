package io.failstatic.control.database;

import java.util.Map;

/** The product behind the JDBC URL, told without asking the database, which may be away. */
public enum DatabaseVendor {
    /** In this process, by default in a file of the data directory. */
    H2(LowerCaseH2Dialect.class.getName(), "set query_timeout 2000; set lock_timeout 2000"),
    /** The durable choice, shared by several control services. */
    POSTGRESQL(
            "org.hibernate.dialect.PostgreSQLDialect",
            "set statement_timeout = 2000; set lock_timeout = 2000; set idle_in_transaction_session_timeout = 30000");

    private final String dialect;
    private final String sessionSettings;

    DatabaseVendor(String dialect, String sessionSettings) {
        this.dialect = dialect;
        this.sessionSettings = sessionSettings;
    }

    static DatabaseVendor ofUrl(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return H2;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        throw new IllegalArgumentException(
                "spring.datasource.url: " + url + " (expected: jdbc:h2:… or jdbc:postgresql:…)");
    }

    /** Whether the database lives in this process and is nobody else's. */
    public boolean embedded() {
        return this == H2;
    }

    String dialect() {
        return dialect;
    }

    /** What makes a column sort by its bytes; H2 does so by itself. */
    String bytewiseText() {
        return switch (this) {
            case H2 -> "";
            case POSTGRESQL -> "collate \"C\"";
        };
    }

    /** What bounds each statement and each wait for a lock to two seconds, run on every new connection of the pool. */
    String sessionSettings() {
        return sessionSettings;
    }

    /** What bounds the waits on the network, for databases that have one in between. */
    Map<String, String> driverSettings() {
        return switch (this) {
            case H2 -> Map.of();
            case POSTGRESQL ->
                Map.of("connectTimeout", "2", "loginTimeout", "2", "socketTimeout", "5", "tcpKeepAlive", "true");
        };
    }
}
