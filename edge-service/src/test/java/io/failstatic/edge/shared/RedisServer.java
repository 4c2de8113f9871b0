package io.failstatic.edge.shared;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real {@code redis-server} of this machine, in memory only, that can be stopped in its tracks and killed. */
public final class RedisServer implements AutoCloseable {

    private final int port;
    private final int tlsPort;
    private final List<String> more;
    private final String password;
    private Process process;

    /** Starts it; where it is not installed the test is skipped and says so. */
    public RedisServer() throws IOException {
        this("", List.of());
    }

    /**
     * Starts it with a password and TLS.
     *
     * @param tls settings of its second port
     */
    public RedisServer(String password, List<String> tls) throws IOException {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-server")));
        Assumptions.assumeTrue(
                installed,
                "redis-server: not on the PATH, so shared counters are NOT tested (expected: apt-get install redis-server)");
        try (ServerSocket free = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = free.getLocalPort();
            tlsPort = other.getLocalPort();
        }
        this.password = password;
        this.more = new ArrayList<>(tls);
        if (!tls.isEmpty()) {
            more.addAll(List.of("--tls-port", String.valueOf(tlsPort)));
        }
        if (!password.isEmpty()) {
            more.addAll(List.of("--requirepass", password));
        }
        start();
    }

    /** Starts it again on its port, empty. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
        command.addAll(more);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await("redis-server answers")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> command("PING").equals("+PONG"));
    }

    public URI url() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    public URI tlsUrl() {
        return URI.create("rediss://127.0.0.1:" + tlsPort);
    }

    /** The first line of the answer to a command; its words are split at blanks. */
    public String command(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            if (!password.isEmpty()) {
                socket.getOutputStream().write(("AUTH " + password + "\r\n").getBytes(StandardCharsets.US_ASCII));
                answer.readLine();
            }
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = answer.readLine();
            return line.startsWith("$") && !line.equals("$-1") ? answer.readLine() : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An integer that a command answers. */
    public long number(String command) {
        String answer = command(command);
        return Long.parseLong(answer.startsWith(":") ? answer.substring(1) : answer);
    }

    /** SIGSTOP: connections stay, nothing is answered any more. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    /** SIGKILL, and the wait for the end. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
