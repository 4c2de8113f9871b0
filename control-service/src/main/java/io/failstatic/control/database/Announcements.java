package io.failstatic.control.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Word of a new revision among the control services of one PostgreSQL. A hint: it may be lost, and whoever hears it reads
 * the ledger. An embedded database has nobody to tell. <i>Thread-safe.</i>
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class Announcements implements SmartLifecycle {

    private static final String CHANNEL = "failstatic_revision";
    private static final String LISTENER = "failstatic listener";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How long silence is believed before the connection is asked whether it is alive. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final int ALIVE_WITHIN_SECONDS = 2;

    private final DatabaseAddress address;
    private final DatabaseVendor vendor;
    private final JdbcTemplate jdbc;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final Rounds rounds = new Rounds("announcements", PAUSE, this::listen);

    /** Tells the others as soon as the transaction at hand is committed. */
    public void announce() {
        if (!vendor.embedded()) {
            jdbc.execute("notify " + CHANNEL);
        }
    }

    /** Has someone told of announcements, and whenever some may have been missed. It must be quick. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    @Override
    public void start() {
        if (vendor.embedded()) {
            return;
        }
        rounds.start();
    }

    private void listen() {
        try (Connection connection = connect()) {
            listen(connection);
        } catch (SQLException | RuntimeException e) {
            // Not worth a warning: the reconciliation says that the database is away, and finds every revision.
            log.debug("Announcements are not heard", e);
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
        }
        tell();
        PGConnection announced = connection.unwrap(PGConnection.class);
        while (isRunning()) {
            if (announced.getNotifications((int) SILENCE.toMillis()).length > 0) {
                tell();
            } else if (!connection.isValid(ALIVE_WITHIN_SECONDS)) {
                return;
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(vendor.driverSettings());
        // A wait for an announcement is no hanging network: liveness is asked for instead.
        properties.remove(PGProperty.SOCKET_TIMEOUT.getName());
        PGProperty.APPLICATION_NAME.set(properties, LISTENER);
        if (address.username() != null) {
            PGProperty.USER.set(properties, address.username());
        }
        if (address.password() != null) {
            PGProperty.PASSWORD.set(properties, address.password());
        }
        return DriverManager.getConnection(address.url(), properties);
    }

    private void tell() {
        followers.forEach(Runnable::run);
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    @Override
    public boolean isRunning() {
        return rounds.isRunning();
    }

    /** With the database, before every listener. */
    @Override
    public int getPhase() {
        return 0;
    }
}
