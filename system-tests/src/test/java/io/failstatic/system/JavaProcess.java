package io.failstatic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One of our programs as a process of its own, started from its executable jar; its output goes to a file. */
final class JavaProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** Options for processes that live for seconds: they start in half the time when they do not optimise for hours. */
    static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

    /** No options: what its users run, for figures. */
    static final List<String> AS_SHIPPED = List.of();

    private final String name;
    private final Path log;
    private final Process process;

    private JavaProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts {@code java -jar} with the JDK that runs this test. */
    static JavaProcess start(String name, Path directory, List<String> options, Path jar, List<String> arguments) {
        return start(
                name,
                directory,
                Path.of("").toAbsolutePath(),
                options,
                List.of("-jar", jar.toAbsolutePath().toString()),
                arguments);
    }

    /** Starts a class of this test's class path, in its own directory as the working directory. */
    static JavaProcess startClass(String name, Path directory, String mainClass, List<String> arguments) {
        return start(
                name,
                directory,
                directory,
                QUICK,
                List.of("-cp", System.getProperty("java.class.path"), mainClass),
                arguments);
    }

    private static JavaProcess start(
            String name,
            Path directory,
            Path workingDirectory,
            List<String> options,
            List<String> program,
            List<String> arguments) {
        try {
            Files.createDirectories(directory);
            Path log = directory.resolve(name + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
            command.addAll(options);
            command.addAll(program);
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new JavaProcess(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago; fixed, so that a restarted process is found again. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The executable jar of a module, which the build has made before this module. */
    static Path jar(String module) {
        Path jar = Path.of("..", module, "target", module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("jar: " + jar.toAbsolutePath() + " (expected: built by ./mvnw verify)");
        }
        return jar;
    }

    void await200(URI url) {
        Awaitility.await(name + " answers 200 from " + url)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .failFast(name + " ended; see " + log.toAbsolutePath(), () -> !process.isAlive())
                .until(() -> status(url) == 200);
    }

    static int status(URI url) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(url)
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    /** SIGKILL: nothing of the process gets to run any more. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, and the wait for an orderly end. */
    void stop() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(name + ": still runs after 40 s (expected: ended); see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await();
    }
}
