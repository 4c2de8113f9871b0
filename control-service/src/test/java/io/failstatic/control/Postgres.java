package io.failstatic.control;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL, as durable as in production, from binaries that the build downloads. Most tests share one and take a
 * database of it each; a test that harms its server starts one of its own.
 */
public final class Postgres implements AutoCloseable {

    /** Sorts as people do: the service must not. */
    private static final String LOCALE =
            " template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-u-ka-shifted' locale 'C'";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path directory;
    private final Map<String, String> settings;
    private EmbeddedPostgres server;

    private Postgres(Path directory, Map<String, String> settings) {
        this.directory = directory;
        this.settings = settings;
        this.server = start(0);
    }

    /** The one server that the tests of this JVM share. */
    public static Postgres shared() {
        return Shared.SERVER;
    }

    /** A server that keeps its data in a directory, which outlives it. */
    public static Postgres startIn(Path directory) {
        return startIn(directory, Map.of());
    }

    /** The same with settings of the server. */
    public static Postgres startIn(Path directory, Map<String, String> settings) {
        return new Postgres(directory, settings);
    }

    /** Makes an empty database and answers the setting that names it. */
    public String newDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("postgres", "create database " + name + LOCALE);
        return "spring.datasource.url=" + url(name);
    }

    /** Opens a connection of the test's own to the database that a setting names. */
    public static Connection connect(String setting) throws SQLException {
        return DriverManager.getConnection(setting.substring(setting.indexOf('=') + 1));
    }

    /** Runs statements in the database that a setting names. */
    public static void run(String setting, String... statements) {
        try (Connection connection = connect(setting);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs statements in the database for administration. */
    public void execute(String... statements) {
        for (String sql : statements) {
            execute("postgres", sql);
        }
    }

    private void execute(String database, String sql) {
        run("url=" + url(database), sql);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database + "?user=postgres";
    }

    /** Kills every process of the server at once, as a power cut would. */
    public void kill() {
        signal("-KILL");
        try {
            // Otherwise the library waits for a process that nobody may have buried.
            Files.delete(directory.resolve("postmaster.pid"));
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shuts down in order. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts again over the same data, on the same port. */
    public void restart() {
        server = start(server.getPort());
    }

    /** Whether the server takes connections. */
    public boolean answers() {
        try (Connection connection = DriverManager.getConnection(url("postgres"))) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Opens a connection to the database for administration. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"));
    }

    /** Makes the server stop answering without closing anything. */
    public void suspend() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid"))
                    .get(0)
                    .strip());
            ProcessHandle parent = ProcessHandle.of(postmaster).orElseThrow();
            List<String> command = new ArrayList<>(List.of("kill", signal));
            List<ProcessHandle> processes =
                    Stream.concat(Stream.of(parent), parent.descendants()).toList();
            processes.forEach(process -> command.add(Long.toString(process.pid())));
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
            if (signal.equals("-KILL")) {
                for (ProcessHandle process : processes) {
                    process.onExit().get(10, TimeUnit.SECONDS);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private EmbeddedPostgres start(int port) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(Duration.ofSeconds(60));
            settings.forEach(builder::setServerConfig);
            if (port != 0) {
                builder.setPort(port);
            }
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static final class Shared {

        private static final Postgres SERVER = startShared();

        private static Postgres startShared() {
            try {
                Path directory =
                        Path.of("target", "postgres-" + ProcessHandle.current().pid());
                return new Postgres(Files.createDirectories(directory).toAbsolutePath(), Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
