package io.failstatic.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.Decoding.Decoded;
import io.failstatic.agent.Decoding.Refused;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.FeatureFlag;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.Service;
import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.GoldenSnapshot;
import io.failstatic.agent.test.SnapshotBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("G5")
class SnapshotDecoderTests {

    private final SnapshotDecoder decoder = new SnapshotDecoder();

    static List<GoldenSnapshot> snapshots() {
        return Golden.snapshots();
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void makesOfEachGoldenSnapshotWhatTheContractSays(GoldenSnapshot snapshot) {
        Decoding decoding = decoder.decode(snapshot.bytes());

        if (snapshot.code() == null) {
            assertThat(decoding)
                    .isInstanceOfSatisfying(
                            Decoded.class,
                            decoded -> assertThat(decoded.content().ignored()).isEqualTo(snapshot.ignored()));
        } else {
            assertThat(decoding).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.code()).as(refused.toString()).isEqualTo(snapshot.code());
                assertThat(refused.detail()).isNotBlank().hasSizeLessThanOrEqualTo(256);
                if (snapshot.pointerFixed()) {
                    assertThat(refused.pointer()).as(refused.toString()).isEqualTo(snapshot.pointer());
                }
            });
        }
    }

    @Test
    void readsTheExampleOfTheContract() {
        SnapshotContent content = decoded(Golden.snapshot());

        assertThat(content.lineage()).isEqualTo(SnapshotBuilder.LINEAGE);
        assertThat(content.epoch()).isEqualTo(1);
        assertThat(content.revision()).isEqualTo(42);
        assertThat(content.audience()).isEqualTo("stable");
        assertThat(content.publishedAt()).isEqualTo(Instant.parse("2026-11-20T10:00:00Z"));
        assertThat(content.removals()).isEqualTo(Map.of("feature-flags", 112L));
        assertThat(content.idsByKind())
                .isEqualTo(Map.of(
                        "tenants", Set.of("tenant-123"),
                        "services", Set.of("user-service-v2"),
                        "rate-limit-policies", Set.of("policy-123"),
                        "routing-rules", Set.of("route-456"),
                        "feature-flags", Set.of("flag-789"),
                        "documents", Set.of("checkout")));
        Configuration configuration = content.configuration();
        assertThat(configuration.tenants().findByApiKey("fsk_golden"))
                .isNotNull()
                .isEqualTo(configuration.tenants().find("tenant-123"));
        assertThat(configuration.services().find("user-service-v2"))
                .isEqualTo(new Service("user-service-v2", 1, List.of(URI.create("http://127.0.0.1:7001")), 5000, 0));
        assertThat(configuration.rateLimits().find("tenant-123", "api"))
                .isEqualTo(new RateLimitPolicy("policy-123", 5, "tenant-123", 1000, 60, "api"));
        assertThat(configuration.routes().match("/api/v2/users/1", name -> "enterprise"))
                .isNotNull()
                .satisfies(rule -> assertThat(rule.priority()).isEqualTo(100));
        assertThat(configuration.routes().match("/api/v2/users/1", RequestHeaders.NONE))
                .isNull();
        assertThat(configuration.flags().evaluate("new-checkout-flow", "tenant-123", null))
                .satisfies(evaluation -> {
                    assertThat(evaluation.enabled()).isTrue();
                    assertThat(evaluation.version()).isEqualTo(2);
                });
        assertThat(configuration.documents().find("checkout").path("retries").asInt())
                .isEqualTo(3);
    }

    @Test
    void givesOptionalMembersTheDefaultsOfTheContract() {
        for (String file : List.of("snapshots/valid/defaults-left-out.json", "snapshots/valid/defaults-null.json")) {
            Configuration configuration = decoded(Golden.read(file)).configuration();

            Service service = configuration.services().find("user-service-v2");
            assertThat(service.timeoutMs()).isEqualTo(5000);
            assertThat(service.retryCount()).isZero();
            assertThat(configuration.rateLimits().find("tenant-123", "api")).isNotNull();
            assertThat(configuration.routes().match("/api/v2/users", RequestHeaders.NONE))
                    .satisfies(rule -> {
                        assertThat(rule.priority()).isZero();
                        assertThat(rule.scope()).isEqualTo("api");
                        assertThat(rule.conditions()).isEmpty();
                    });
            assertThat(configuration.flags().isEnabled("new-checkout-flow", null))
                    .isTrue();
        }
    }

    @Test
    void readsWhatTheBuilderMakes() {
        byte[] bytes = SnapshotBuilder.snapshot()
                .tenant("acme", "fsk_one", "fsk_two")
                .policy("p", "acme", 10, 60)
                .service("s", "http://localhost:1")
                .route("r", "/", "s", 5, Map.of("X-Tier", "gold"))
                .flag("f", "f", false)
                .flag("f", "f", true)
                .rollout("g", "g", 0, "acme")
                .document("d", "{\"a\": [1]}")
                .removals("documents", 3)
                .bytes();

        SnapshotContent content = decoded(bytes);

        assertThat(content.ignored()).isZero();
        assertThat(content.revision()).isEqualTo(1);
        assertThat(content.configuration().tenants().findByApiKey("fsk_two")).isNotNull();
        assertThat(content.configuration().flags().evaluate("f", null, null).version())
                .isEqualTo(2);
        assertThat(content.configuration().flags().enabledFor("acme")).containsExactly("f", "g");
        assertThat(new FeatureFlag("f", 1, "f", true, null).rollout()).isNull();
    }

    @Test
    void takes100000ResourcesOfAKindAndNoMore() {
        assertThat(decoder.decode(documents(SnapshotDecoder.MAX_ITEMS))).isInstanceOf(Decoded.class);
        assertThat(decoder.decode(documents(SnapshotDecoder.MAX_ITEMS + 1)))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(RefusalCode.LIMIT_EXCEEDED);
                    assertThat(refused.pointer()).isEqualTo("/resources/documents/100000");
                });
    }

    @Test
    void limitsTheValuesOfAllDocumentsTogether() {
        String content = "[" + "0,".repeat(SnapshotDecoder.MAX_DOCUMENT_VALUES) + "0]";
        byte[] bytes = new String(documents(1), UTF_8).replace("null", content).getBytes(UTF_8);

        assertThat(decoder.decode(bytes))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(RefusalCode.LIMIT_EXCEEDED));
    }

    @Test
    void refusesTwentyMegabytesOfAnythingInTime() {
        for (String unit : List.of("[", "{\"a\":", "\"", "9", "[],", " ")) {
            byte[] bytes = ("{\"x\":" + unit.repeat(20_000_000 / unit.length())).getBytes(UTF_8);

            assertThat(decoder.decode(bytes)).as(unit).isInstanceOf(Refused.class);
        }
    }

    @Test
    void boundsWhatItSaysOfARefusal() {
        String name = "n/~\r\n".repeat(10_000);
        String json = SnapshotBuilder.snapshot()
                .json()
                .replace(
                        "\"documents\":[]",
                        "\"documents\":[{\"content\":{\"" + name.replace("\r\n", "\\r\\n") + "\":1e999}}]");

        assertThat(decoder.decode(json.getBytes(UTF_8))).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.SCHEMA_INVALID);
            assertThat(refused.pointer()).isEqualTo("/resources/documents/0/content");
        });
    }

    private static byte[] documents(int count) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ",").append("{\"id\":\"d").append(i).append("\",\"version\":1,\"content\":null}");
        }
        return SnapshotBuilder.snapshot()
                .json()
                .replace("\"documents\":[]", "\"documents\":[" + json + "]")
                .getBytes(UTF_8);
    }

    private SnapshotContent decoded(byte[] bytes) {
        Decoding decoding = decoder.decode(bytes);
        assertThat(decoding).isInstanceOf(Decoded.class);
        return ((Decoded) decoding).content();
    }
}
