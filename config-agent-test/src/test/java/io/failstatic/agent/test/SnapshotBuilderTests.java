package io.failstatic.agent.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SnapshotBuilderTests {

    @Test
    void makesEqualBytesOfEqualCalls() {
        assertThat(example().bytes()).isEqualTo(example().bytes());
    }

    @Test
    void raisesTheVersionOfAResourceThatIsNamedAgain() {
        JsonNode flags = resources(example().flag("f", "f", false)).path("feature-flags");

        assertThat(flags.size()).isEqualTo(1);
        assertThat(flags.path(0).path("version").asInt()).isEqualTo(2);
        assertThat(flags.path(0).path("enabled").asBoolean()).isFalse();
    }

    @Test
    void takesResourcesOut() {
        assertThat(resources(example().without("feature-flags", "f")).path("feature-flags"))
                .isEmpty();
    }

    @Test
    void takesResourcesOfAnyKindAndMembersOfAnyName() {
        SnapshotBuilder snapshot = example()
                .resource("quotas", "q", "{\"tokens\": 5}")
                .member("format", "2")
                .revision(7);

        assertThat(resources(snapshot).path("quotas").path(0).path("tokens").asInt())
                .isEqualTo(5);
        JsonNode json = JsonMapper.shared().readTree(snapshot.bytes());
        assertThat(json.path("format").asInt()).isEqualTo(2);
        assertThat(json.path("revision").asInt()).isEqualTo(7);
    }

    private static JsonNode resources(SnapshotBuilder snapshot) {
        return JsonMapper.shared().readTree(snapshot.json()).path("resources");
    }

    private static SnapshotBuilder example() {
        return SnapshotBuilder.snapshot()
                .tenant("acme", "fsk_key")
                .policy("p", "acme", 10, 60)
                .service("s", "http://localhost:1")
                .route("r", "/", "s", 0, Map.of("B", "2", "A", "1"))
                .flag("f", "f", true)
                .document("d", "{}");
    }
}
