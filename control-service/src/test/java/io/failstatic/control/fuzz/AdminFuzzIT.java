package io.failstatic.control.fuzz;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import io.failstatic.control.fuzz.FuzzedRequest.Endpoint;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests that nobody in their right mind sends. {@code -Dfuzz.seed} repeats a run, {@code -Dfuzz.requests} sets its length;
 * the profile {@code fuzz} makes it a long one.
 */
class AdminFuzzIT {

    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1_200);
    private static final int CALLERS = 20;
    private static final int MOST_FAILURES = 5;
    private static final List<String> NEVER =
            List.of("\tat ", "Exception", "io.failstatic", "springframework", "java.lang", "<html");
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path data;

    private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    @Test
    void noRequestBreaksTheAdminApi() throws Exception {
        fuzz();
    }

    @Test
    void noRequestBreaksItOnPostgresEither() throws Exception {
        fuzz(Postgres.shared().newDatabase());
    }

    private void fuzz(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        List<String> tokens = new ArrayList<>();
        // Many callers, so that nobody calls too often.
        for (int i = 0; i < CALLERS; i++) {
            tokens.add("fuzzing-admin-token-of-the-tests-" + i);
            String token = "control.security.tokens[" + (i + 6) + "].";
            all.add(token + "name=fuzz-" + i);
            all.add(token + "sha256=" + RunningControl.sha256(tokens.get(i)));
            all.add(token + "roles=ADMIN");
        }
        tokens.addAll(List.of(EDITOR, VIEWER, AGENT, "unknown"));
        try (RunningControl control = RunningControl.start(data, all.toArray(String[]::new));
                RawClient client = new RawClient(control.port("admin"))) {
            List<Endpoint> endpoints = endpoints(control);
            seed(control);
            for (int i = 0; i < REQUESTS && failures.size() < MOST_FAILURES; i++) {
                Endpoint endpoint = endpoints.get(random.nextInt(endpoints.size()));
                judge(i, FuzzedRequest.of(random, endpoint, tokens), client);
                if (i % 40 == 39) {
                    thaw(control);
                }
            }
            System.out.printf("%d fuzzed requests, seed %d: %s%n", REQUESTS, seed, statuses);
            assertThat(failures)
                    .as("-Dfuzz.seed=%d: %s", seed, String.join("\n\n", failures))
                    .isEmpty();
            thaw(control);
            worksAsBefore(control);
        }
    }

    private static List<Endpoint> endpoints(RunningControl control) {
        List<Endpoint> endpoints = new ArrayList<>();
        control.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, handler) -> {
            for (String path : mapping.getPatternValues()) {
                mapping.getMethodsCondition().getMethods().forEach(method -> {
                    if (path.startsWith("/api/")) {
                        endpoints.add(new Endpoint(method.name(), path));
                    }
                });
            }
        });
        // In one order, so that a seed repeats a run.
        endpoints.sort(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method));
        assertThat(endpoints).hasSizeGreaterThan(25);
        return endpoints;
    }

    /** Something to aim at. */
    private static void seed(RunningControl control) {
        for (int i = 0; i < 6; i++) {
            for (String body : List.of(
                    "tenants {'id':'t-%d','name':'T'}",
                    "services {'id':'s-%d','endpoints':['http://10.0.0.1']}",
                    "rate-limit-policies {'id':'r-%d','tenantId':'t-%d','limit':10,'window':1}",
                    "routing-rules {'id':'r-%d','path':'/','targetService':'s-%d'}",
                    "feature-flags {'id':'f-%d','name':'f-%d','enabled':true}",
                    "documents {'id':'d-%d','content':[]}")) {
                String[] parts = body.formatted(i, i).replace('\'', '"').split(" ", 2);
                assertThat(control.admin(ADMIN, "POST", "/api/v1/" + parts[0], parts[1])
                                .statusCode())
                        .isEqualTo(201);
            }
        }
    }

    private void judge(int number, FuzzedRequest request, RawClient client) {
        RawClient.Answer answer;
        try {
            answer = client.send(request.bytes(), request.isHead(), request.isOrderly());
        } catch (IOException e) {
            failures.add("#" + number + " " + e + " to\n" + request);
            return;
        }
        if (answer == null) {
            return;
        }
        statuses.merge(answer.status(), 1, Integer::sum);
        String flaw = flaw(request, answer);
        if (flaw != null) {
            failures.add("#" + number + " " + flaw + ": " + answer + " to\n" + request);
        }
    }

    private static String flaw(FuzzedRequest request, RawClient.Answer answer) {
        if (answer.status() >= 500) {
            return "a failure";
        }
        if (answer.status() < 400 || request.isHead()) {
            return null;
        }
        if (!answer.headers().getOrDefault("content-type", "").startsWith("application/problem+json")) {
            return "no problem";
        }
        JsonNode problem = JSON.readTree(answer.body());
        for (String member : List.of("type", "title", "detail", "instance")) {
            if (!problem.path(member).isString()
                    || problem.path(member).stringValue().isEmpty()) {
                return "no " + member;
            }
        }
        if (problem.path("status").asInt() != answer.status()) {
            return "another status inside";
        }
        return NEVER.stream().filter(answer.body()::contains).findFirst().orElse(null);
    }

    private static void thaw(RunningControl control) {
        control.admin(ADMIN, "POST", "/api/v1/unfreeze", "{\"reason\":\"fuzz\"}");
    }

    private static void worksAsBefore(RunningControl control) {
        assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
        HttpResponse<String> created =
                control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"last\",\"name\":\"Last\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-1\"}");
        assertThat(polled.statusCode()).isEqualTo(200);
        assertThat(polled.body()).contains("\"last\"");

        assertThat(pages(control, "/api/v1/audit")).hasSizeGreaterThan(10);
        assertThat(pages(control, "/api/v1/revisions")).isNotEmpty();
        int read = 0;
        for (String kind : json(control.admin(ADMIN, "GET", "/api/v1/apply", null))
                .get("resources")
                .propertyNames()) {
            for (JsonNode stored : pages(control, "/api/v1/" + kind)) {
                String path = "/api/v1/" + kind + "/" + stored.get("id").asString();
                HttpResponse<String> answer = control.admin(ADMIN, "GET", path, null);
                assertThat(json(answer)).isEqualTo(stored);
                HttpResponse<String> again = control.admin(ADMIN, "PUT", path, answer.body());
                assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
                assertThat(json(again)).as("what was read can be written").isEqualTo(stored);
                read++;
            }
        }
        assertThat(read).isPositive();
        ObjectNode exported = (ObjectNode) json(control.admin(ADMIN, "GET", "/api/v1/apply", null));
        HttpResponse<String> applied = control.admin(ADMIN, "POST", "/api/v1/apply", exported.toString());
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        assertThat(json(applied).get("unchanged")).hasSize(read);
    }

    private static List<JsonNode> pages(RunningControl control, String path) {
        List<JsonNode> items = new ArrayList<>();
        String token = "";
        while (token != null) {
            HttpResponse<String> page = control.admin(ADMIN, "GET", path + "?pageSize=200" + token, null);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            json(page).get("items").forEach(items::add);
            JsonNode next = json(page).get("nextPageToken");
            token = next == null ? null : "&pageToken=" + next.asString();
        }
        return items;
    }
}
