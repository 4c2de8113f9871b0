package io.failstatic.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole control service in this JVM, on free ports, over a database in memory, and a client that speaks to it. */
public final class RunningControl implements AutoCloseable {

    public static final String ADMIN = "admin-token-of-the-tests-0123456789";
    public static final String VIEWER = "viewer-token-of-the-tests-0123456789";
    public static final String OPERATOR = "operator-token-of-the-tests-0123456789";
    public static final String EDITOR = "editor-token-of-the-tests-0123456789";
    public static final String AGENT = "agent-token-of-the-tests-0123456789";
    public static final String OTHER_AGENT = "other-agent-token-of-the-tests-0123456789";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ConfigurableApplicationContext context;
    private final JsonNode ports;

    private RunningControl(ConfigurableApplicationContext context) {
        this.context = context;
        int management = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
        this.ports = json(send(
                        URI.create("http://127.0.0.1:" + management + "/actuator/info"), null, "GET", null, Map.of()))
                .get("ports");
    }

    public static RunningControl start(Path dataDirectory, String... settings) {
        return start(dataDirectory, new Class<?>[0], settings);
    }

    /** Starts the service with more beans than its own. */
    public static RunningControl start(Path dataDirectory, Class<?>[] more, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--control.distribution.port=0",
                "--control.data-dir=" + dataDirectory,
                "--control.admin.rate-limit.per-second=100000",
                "--control.admin.rate-limit.burst=100000",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1"));
        token(arguments, 0, "alice", ADMIN, "ADMIN");
        token(arguments, 1, "victor", VIEWER, "VIEWER");
        token(arguments, 2, "edith", EDITOR, "EDITOR");
        token(arguments, 3, "edges", AGENT, "AGENT");
        token(arguments, 4, "others", OTHER_AGENT, "AGENT");
        token(arguments, 5, "oscar", OPERATOR, "OPERATOR");
        for (String setting : settings) {
            // Two values of one name would become one list.
            String name = "--" + setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(argument -> argument.startsWith(name));
            arguments.add("--" + setting);
        }
        return run(more, arguments);
    }

    /** Starts the service with nothing but the given settings and free ports. */
    public static RunningControl startBare(String... settings) {
        List<String> arguments = new ArrayList<>(
                List.of("--server.port=0", "--management.server.port=0", "--control.distribution.port=0"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return run(new Class<?>[0], arguments);
    }

    private static RunningControl run(Class<?>[] more, List<String> arguments) {
        return new RunningControl(
                new SpringApplicationBuilder(ControlService.class).sources(more).run(arguments.toArray(String[]::new)));
    }

    private static void token(List<String> arguments, int index, String name, String token, String role) {
        String prefix = "--control.security.tokens[" + index + "].";
        arguments.add(prefix + "name=" + name);
        arguments.add(prefix + "sha256=" + sha256(token));
        arguments.add(prefix + "roles=" + role);
    }

    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port(String listener) {
        return ports.get(listener).asInt();
    }

    public URI uri(String listener, String path) {
        return URI.create("http://127.0.0.1:" + port(listener) + path);
    }

    public HttpResponse<String> admin(String token, String method, String path, String body, String... headers) {
        return send(uri("admin", path), token, method, body, pairs(headers));
    }

    public HttpResponse<String> distribution(String token, String method, String path, String body, String... headers) {
        return send(uri("distribution", path), token, method, body, pairs(headers));
    }

    public HttpResponse<String> management(String path) {
        return send(uri("management", path), null, "GET", null, Map.of());
    }

    public HttpResponse<String> poll(String body) {
        return distribution(AGENT, "POST", "/distribution/v1/poll", body);
    }

    public CompletableFuture<HttpResponse<String>> pollLater(String body) {
        return client.sendAsync(
                request(uri("distribution", "/distribution/v1/poll"), AGENT, "POST", body, Map.of()),
                BodyHandlers.ofString());
    }

    private static Map<String, String> pairs(String... headers) {
        Map<String, String> pairs = new java.util.LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            pairs.put(headers[i], headers[i + 1]);
        }
        return pairs;
    }

    private HttpResponse<String> send(URI uri, String token, String method, String body, Map<String, String> headers) {
        try {
            return client.send(request(uri, token, method, body, headers), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest request(URI uri, String token, String method, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::setHeader);
        return request.build();
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        context.close();
    }
}
