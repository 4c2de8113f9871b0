package io.failstatic.benchmarks.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One program of a comparison, as a process of its own on loopback. */
final class Peer implements AutoCloseable {

    private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");
    private static final Duration START = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final String name;
    private final int port;
    private final Process process;
    private final Duration started;

    private Peer(String name, int port, Process process, Duration started) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.started = started;
    }

    /** Starts a command and waits until it answers 200 at {@code path}. */
    static Peer start(String name, int port, String path, Path directory, List<String> command)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        directory.resolve(name.replace(' ', '-') + ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> destroyForcibly(process)));
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        while (!answers(uri)) {
            if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                destroyForcibly(process);
                throw new IllegalStateException(name + ": no 200 from " + uri + ", see its log in " + directory);
            }
        }
        return new Peer(name, port, process, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** A JVM as performance figures are taken with, that runs this jar. */
    static List<String> java(Path jar, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(JVM);
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        return command;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(URI uri) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            TimeUnit.MILLISECONDS.sleep(5);
            return false;
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** From the start of its process to its first 200. */
    Duration started() {
        return started;
    }

    /** CPU time of the process and its children so far. */
    Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.toHandle().descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** With its children: what nginx starts would outlive it. */
    private static void destroyForcibly(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                destroyForcibly(process);
            }
        } catch (InterruptedException e) {
            destroyForcibly(process);
            Thread.currentThread().interrupt();
        }
    }
}
