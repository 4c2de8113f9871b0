package io.failstatic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The control service as a process on ports of its own, with the embedded database in its data directory. */
final class ControlService implements AutoCloseable {

    private final Path directory;
    private final int adminPort = JavaProcess.freePort();
    private final int distributionPort = JavaProcess.freePort();
    private final int managementPort = JavaProcess.freePort();
    private JavaProcess process;

    ControlService(Path directory) {
        this.directory = directory;
    }

    /** Starts it and waits until it is healthy and answers admin calls. */
    ControlService start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + adminPort,
                "--control.distribution.port=" + distributionPort,
                "--management.server.port=" + managementPort,
                "--control.data-dir=" + directory.resolve("control"),
                "--control.targets.allow-loopback=true"));
        arguments.addAll(List.of(more));
        process = JavaProcess.start("control", directory, JavaProcess.jar("control-service"), arguments);
        process.await200(management().resolve("/actuator/health"));
        return this;
    }

    Admin admin() {
        return new Admin(URI.create("http://127.0.0.1:" + adminPort), token("admin-token"));
    }

    URI distribution() {
        return URI.create("http://127.0.0.1:" + distributionPort);
    }

    int distributionPort() {
        return distributionPort;
    }

    URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    Path agentTokenFile() {
        return directory.resolve("control").resolve("agent-token");
    }

    String token(String file) {
        try {
            return Files.readString(directory.resolve("control").resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One tenant with a key and a policy, and a route to an upstream: what every test needs. Answers the key. */
    String createTenantWithRoute(int upstreamPort, int limit) {
        Admin admin = admin();
        admin.create("services", Map.of("id", "sample", "endpoints", List.of("http://127.0.0.1:" + upstreamPort)));
        admin.create("routing-rules", Map.of("id", "sample", "path", "/", "targetService", "sample"));
        admin.create("tenants", Map.of("id", "acme", "name", "Acme"));
        admin.create("rate-limit-policies", policy(limit));
        return admin.issueApiKey("acme");
    }

    static Map<String, Object> policy(int limit) {
        return Map.of("id", "acme-api", "tenantId", "acme", "limit", limit, "window", 60);
    }

    void kill() {
        process.kill();
    }

    void stop() {
        process.stop();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
