package io.failstatic.control;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The control service as a process of its own, which can be killed; always on the same port. */
final class ControlProcess implements AutoCloseable {

    private final Path directory;
    private final String database;
    private final int port;
    private Process process;

    ControlProcess(Path directory, String database) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.database = database;
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
    }

    String admin() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Starts it; whoever calls it before it listens is refused. */
    void start() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ControlService.class.getName(),
                        "--server.port=" + port,
                        "--management.server.port=0",
                        "--control.distribution.port=0",
                        "--control.data-dir=" + directory.resolve("control"),
                        "--control.admin.rate-limit.per-second=100000",
                        "--control.admin.rate-limit.burst=100000",
                        "--control.security.tokens[0].name=alice",
                        "--control.security.tokens[0].sha256=" + RunningControl.sha256(RunningControl.ADMIN),
                        "--control.security.tokens[0].roles=ADMIN",
                        "--" + database))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("control.log").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** SIGKILL: nothing of the process gets to run any more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
