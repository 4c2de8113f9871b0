package io.failstatic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An edge as a process on ports of its own. */
final class Edge implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final String name;
    private final List<String> agent;
    private final int trafficPort = JavaProcess.freePort();
    private final int port = JavaProcess.freePort();
    private List<String> options = JavaProcess.QUICK;
    private volatile JavaProcess process;

    /** @param agent the settings that tell the agent where its control plane is */
    Edge(Path directory, String name, String... agent) {
        this.directory = directory;
        this.name = name;
        this.agent = List.of(agent);
    }

    /** An edge of this control service, with more settings that it keeps over restarts. */
    static Edge of(Path directory, String name, ControlService control, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--config-agent.control-plane-url=" + control.distribution(),
                "--config-agent.token-file=" + control.agentTokenFile(),
                "--config-agent.poll-interval=" + ControlService.POLL_INTERVAL.toSeconds() + "s",
                "--config-agent.backoff.max=3s"));
        settings.addAll(List.of(more));
        return new Edge(directory, name, settings.toArray(String[]::new));
    }

    /** Makes it run as its users run it, for figures. */
    Edge asShipped() {
        options = JavaProcess.AS_SHIPPED;
        return this;
    }

    /** Starts it and waits until it is ready. */
    Edge start(String... more) {
        launch(more);
        awaitReady();
        return this;
    }

    /** What {@link #start} waits for; apart from it, so that several can start at a time. */
    void awaitReady() {
        process.await200(management("/actuator/health/readiness"));
    }

    void launch(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--edge.traffic.port=" + trafficPort,
                "--server.port=" + port,
                "--config-agent.cache-dir=" + cacheDirectory(),
                "--edge.targets.allow-loopback=true"));
        arguments.addAll(agent);
        arguments.addAll(List.of(more));
        process = JavaProcess.start(name, directory, options, JavaProcess.jar("edge-service"), arguments);
    }

    Path cacheDirectory() {
        return directory.resolve(name + "-cache");
    }

    URI traffic(String path) {
        return URI.create("http://127.0.0.1:" + trafficPort + path);
    }

    URI management(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<String> request(String path, String apiKey) {
        return send(HttpRequest.newBuilder(traffic(path))
                .header("X-Api-Key", apiKey)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .timeout(Duration.ofSeconds(10))
                .build());
    }

    JsonNode health() {
        return JsonMapper.shared().readTree(get("/health").body());
    }

    HttpResponse<String> get(String managementPath) {
        return send(HttpRequest.newBuilder(management(managementPath))
                .timeout(Duration.ofSeconds(10))
                .build());
    }

    void awaitRevision(long revision) {
        Awaitility.await(name + " applied revision " + revision)
                .atMost(Duration.ofSeconds(45))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> health().get("current_config_version").asLong() >= revision);
    }

    void awaitHealth(String field, String value) {
        Awaitility.await(name + " says " + field + ": " + value)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> health().get(field).asString().equals(value));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
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
