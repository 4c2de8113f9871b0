package io.failstatic.edge.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.test.SnapshotBuilder;
import io.failstatic.edge.report.Traffic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OfrepControllerTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ACME = "{\"context\":{\"tenantId\":\"acme\",\"targetingKey\":\"u1\"}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "off    | DISABLED        | false | off",
                "listed | TARGETING_MATCH | true  | on",
                "key    | TARGETING_MATCH | true  | on",
                "share  | SPLIT           | false | off",
                "all    | STATIC          | true  | on"
            })
    void tellsEveryReasonInOpenFeaturesWords(String flag, String reason, boolean value, String variant) {
        ResponseEntity<Object> answer = controller(snapshot(1)).evaluate(flag, body(ACME));
        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        JsonNode told = json(answer);
        assertThat(told.propertyNames()).containsExactly("key", "value", "reason", "variant", "metadata");
        assertThat(told.path("key").asString()).isEqualTo(flag);
        assertThat(told.path("reason").asString()).isEqualTo(reason);
        assertThat(told.path("value").asBoolean()).isEqualTo(value);
        assertThat(told.path("variant").asString()).isEqualTo(variant);
        assertThat(told.path("metadata")).isEqualTo(JSON.readTree("{\"version\":1,\"revision\":1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                       | PARSE_ERROR",
                "[]                                      | PARSE_ERROR",
                "7                                       | PARSE_ERROR",
                "{\"context\":[]}                        | INVALID_CONTEXT",
                "{\"context\":{\"tenantId\":1}}          | INVALID_CONTEXT",
                "{\"context\":{\"targetingKey\":[\"a\"]}} | INVALID_CONTEXT"
            })
    void refusesWhatIsNoContextForOneFlagAndForAll(String body, String code) {
        OfrepController controller = controller(snapshot(1));
        ResponseEntity<Object> one = controller.evaluate("all", body(body));
        assertThat(one.getStatusCode().value()).isEqualTo(400);
        assertThat(json(one).path("key").asString()).isEqualTo("all");
        assertThat(json(one).path("errorCode").asString()).isEqualTo(code);
        assertThat(json(one).path("errorDetails").asString()).isNotBlank();
        ResponseEntity<Object> all = controller.evaluateAll(body(body), null);
        assertThat(all.getStatusCode().value()).isEqualTo(400);
        assertThat(json(all).path("errorCode").asString()).isEqualTo(code);
        assertThat(json(all).has("key")).isFalse();
    }

    @Test
    void anUnknownFlagIsNotFoundWhateverElseIsTrue() {
        ResponseEntity<Object> answer = controller(snapshot(1)).evaluate("none", body(ACME));
        assertThat(answer.getStatusCode().value()).isEqualTo(404);
        assertThat(json(answer).path("key").asString()).isEqualTo("none");
        assertThat(json(answer).path("errorCode").asString()).isEqualTo("FLAG_NOT_FOUND");
    }

    @Test
    void theTagChangesWithTheSnapshotTheTenantAndTheKeyAndWithNothingElse() {
        OfrepController controller = controller(snapshot(1));
        String tag = tag(controller, ACME);
        assertThat(tag).startsWith("\"").endsWith("\"");
        assertThat(tag(controller, ACME.replace("u1", "u1\",\"other\":\"x"))).isEqualTo(tag);
        assertThat(tag(controller(snapshot(1)), ACME)).isEqualTo(tag);
        assertThat(tag(controller(snapshot(2)), ACME)).isNotEqualTo(tag);
        assertThat(tag(controller, ACME.replace("acme", "other"))).isNotEqualTo(tag);
        assertThat(tag(controller, ACME.replace("u1", "u2"))).isNotEqualTo(tag);
        assertThat(tag(controller, "{}")).isNotEqualTo(tag);
    }

    @Test
    void whoKnowsTheTagIsToldNothingInAnyFormOfIt() {
        OfrepController controller = controller(snapshot(1));
        String tag = tag(controller, ACME);
        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            ResponseEntity<Object> answer = controller.evaluateAll(body(ACME), known);
            assertThat(answer.getStatusCode().value()).as(known).isEqualTo(304);
            assertThat(answer.getHeaders().getETag()).isEqualTo(tag);
            assertThat(answer.getBody()).isNull();
        }
        ResponseEntity<Object> other = controller.evaluateAll(body(ACME), "\"x\"");
        assertThat(other.getStatusCode().value()).isEqualTo(200);
        assertThat(json(other).path("flags")).hasSize(5);
        assertThat(json(other).path("metadata").path("revision").asLong()).isEqualTo(1);
    }

    @Test
    void namesThatAreNoTextCanBeTold() {
        SnapshotBuilder odd =
                SnapshotBuilder.snapshot().flag("f", "LONE-SURROGATE", true).flag("g", "\u0000\r\n\"", true);
        byte[] snapshot = odd.json().replace("LONE-SURROGATE", "\\ud800").getBytes(StandardCharsets.UTF_8);
        ConfigAgent agent;
        try {
            agent = ConfigAgent.fixed(snapshot);
        } catch (IllegalArgumentException refused) {
            return;
        }
        ResponseEntity<Object> answer = controller(agent).evaluateAll(body(ACME), null);
        assertThat(JSON.writeValueAsBytes(answer.getBody())).isNotEmpty();
    }

    private static SnapshotBuilder snapshot(long revision) {
        return SnapshotBuilder.snapshot()
                .revision(revision)
                .flag("f1", "off", false)
                .rollout("f2", "listed", 0, "acme")
                .resource(
                        "feature-flags",
                        "f3",
                        "{\"name\":\"key\",\"enabled\":true,\"rollout\":{\"percentage\":0,\"keys\":[\"u1\"]}}")
                .rollout("f4", "share", 0, "nobody")
                .flag("f5", "all", true);
    }

    private static OfrepController controller(SnapshotBuilder snapshot) {
        return controller(ConfigAgent.fixed(snapshot.bytes()));
    }

    private static OfrepController controller(ConfigAgent agent) {
        return new OfrepController(agent, new Traffic(new SimpleMeterRegistry()));
    }

    private static String tag(OfrepController controller, String body) {
        return String.valueOf(
                controller.evaluateAll(body(body), null).getHeaders().getETag());
    }

    private static byte[] body(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(ResponseEntity<Object> answer) {
        return JSON.readTree(JSON.writeValueAsString(answer.getBody()));
    }
}
