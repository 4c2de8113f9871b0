package io.failstatic.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.Golden;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FlagVectorTests {

    @Test
    void bucketsAreThoseOfTheVectors() {
        assertThat(Golden.flagVectors().path("buckets")).isNotEmpty().allSatisfy(vector -> {
            Buckets buckets = new Buckets(vector.path("name").asString());
            String key = vector.path("key").asString();
            assertThat(buckets.hash(key))
                    .isEqualTo(Integer.parseUnsignedInt(vector.path("hash").asString(), 16));
            assertThat(buckets.of(key)).isEqualTo(vector.path("bucket").asInt());
        });
    }

    @Test
    void evaluationsAreThoseOfTheVectors() {
        assertThat(Golden.flagVectors().path("evaluations")).isNotEmpty().allSatisfy(vector -> {
            String name = vector.path("name").asString();
            FeatureFlag flag =
                    new FeatureFlag("f", 1, name, vector.path("enabled").asBoolean(), rollout(vector.path("rollout")));

            FlagEvaluation evaluation = new FlagSet(List.of(flag))
                    .evaluate(
                            name,
                            vector.path("tenantId").stringValue(null),
                            vector.path("key").stringValue(null));

            assertThat(evaluation.enabled())
                    .as(vector.toString())
                    .isEqualTo(vector.path("expected").asBoolean());
            assertThat(evaluation.reason().name())
                    .isEqualTo(vector.path("reason").asString());
        });
    }

    private static Rollout rollout(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        return new Rollout(node.path("percentage").asInt(0), texts(node.path("tenantIds")), texts(node.path("keys")));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
