package io.failstatic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person at the admin API, with a token. Every call expects success and says so when it does not get it. */
final class Admin {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String token;

    Admin(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    JsonNode get(String path) {
        return call("GET", path, null);
    }

    JsonNode create(String kind, Map<String, ?> data) {
        return call("POST", "/api/v1/" + kind, data);
    }

    JsonNode replace(String kind, String id, Map<String, ?> data) {
        return call("PUT", "/api/v1/" + kind + "/" + id, data);
    }

    /** Makes several changes as one revision, and answers it. */
    long change(List<Map<String, Object>> changes) {
        return call("POST", "/api/v1/changesets", Map.of("reason", "test", "changes", changes))
                .get("revision")
                .asLong();
    }

    void delete(String kind, String id) {
        call("DELETE", "/api/v1/" + kind + "/" + id, null);
    }

    String issueApiKey(String tenantId) {
        return call("POST", "/api/v1/tenants/" + tenantId + "/api-keys", null)
                .get("apiKey")
                .asString();
    }

    long revision() {
        return get("/api/v1/status").get("revision").asLong();
    }

    private JsonNode call(String method, String path, Map<String, ?> data) {
        HttpRequest.BodyPublisher body = data == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(data));
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
