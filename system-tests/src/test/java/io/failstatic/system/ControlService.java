package io.failstatic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/** The control service as a process on ports of its own, with the embedded database in its data directory. */
final class ControlService implements AutoCloseable {

    /** A tenth of the default, on both sides: an agent that has to wait is waited for. */
    static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final int adminPort = JavaProcess.freePort();
    private final int distributionPort = JavaProcess.freePort();
    private final int managementPort = JavaProcess.freePort();
    private List<String> options = JavaProcess.QUICK;
    private JavaProcess process;

    ControlService(Path directory) {
        this.directory = directory;
    }

    /** Makes it run as its users run it, for figures. */
    ControlService asShipped() {
        options = JavaProcess.AS_SHIPPED;
        return this;
    }

    /** Starts it and waits until it is healthy and answers admin calls. */
    ControlService start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + adminPort,
                "--control.distribution.port=" + distributionPort,
                "--management.server.port=" + managementPort,
                "--control.data-dir=" + directory.resolve("control"),
                "--control.distribution.poll-interval=" + POLL_INTERVAL.toSeconds() + "s",
                "--control.targets.allow-loopback=true"));
        arguments.addAll(List.of(more));
        process = JavaProcess.start("control", directory, options, JavaProcess.jar("control-service"), arguments);
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

    /** Waits until this many polls of agents are held. */
    void awaitHeldPolls(int polls) {
        Awaitility.await(polls + " polls are held")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> get(management().resolve("/actuator/prometheus"))
                                .lines()
                                .filter(line -> line.startsWith("control_waiting"))
                                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                                .sum()
                        >= polls);
    }

    /** The snapshot as any client of the distribution gets it. */
    String snapshot() {
        return get(distribution().resolve("/distribution/v1/snapshot"));
    }

    /** The key that signs snapshots, as agents trust it. */
    String publicKey() {
        return JsonMapper.shared()
                .readTree(get(distribution().resolve("/distribution/v1/keys")))
                .at("/keys/0/publicKey")
                .asString();
    }

    private String get(URI uri) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + token("agent-token"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
