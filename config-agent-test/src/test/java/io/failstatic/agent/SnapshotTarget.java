package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.GoldenSnapshot;
import io.failstatic.agent.test.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes of a snapshot. What is refused is refused with a reason fit for people; what is accepted means the same when it is
 * written in another order and read again, and can be told to the control plane.
 */
final class SnapshotTarget implements FuzzTarget {

    private static final int LARGEST_SEED = 4_000;

    /** Another writer of the same: members sorted, no white space, nothing but ASCII. */
    private static final JsonMapper REWRITER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(100_000)
                            .build())
                    .build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final SnapshotDecoder decoder = new SnapshotDecoder();
    private final PollBody polls = new PollBody();

    @Override
    public void take(byte[] input) {
        Decoding decoding = decoder.decode(input);
        SnapshotId id = SnapshotEnvelope.read(input, Digest.of(input));
        if (decoding instanceof Decoding.Refused refused) {
            assertThat(refused.detail()).hasSizeLessThanOrEqualTo(256).doesNotContainPattern("\\p{Cntrl}");
            assertThat(refused.pointer() == null ? "" : refused.pointer()).hasSizeLessThanOrEqualTo(512);
            // A name of an exception is no reason.
            assertThat(refused.detail()).doesNotMatch("\\w+(Exception|Error)");
            tell(id == null ? new SnapshotId("unknown", 0, 0, "unknown") : id, "stable", refused);
            return;
        }
        SnapshotContent content = ((Decoding.Decoded) decoding).content();
        assertThat(id).isEqualTo(StoredSnapshot.of(Digest.of(input), content).id());
        assertThat(Generation.named(Generation.of(id).fileName())).isEqualTo(Generation.of(id));
        tell(id, content.audience(), null);
        SnapshotFile file = SnapshotFile.decode(SnapshotFile.of(input).encode());
        assertThat(file).isNotNull();
        assertThat(file.json()).isEqualTo(input);
        Decoding again = decoder.decode(rewritten(input));
        assertThat(again).isInstanceOf(Decoding.Decoded.class);
        assertThat(Meaning.of(((Decoding.Decoded) again).content())).isEqualTo(Meaning.of(content));
    }

    @Override
    public List<byte[]> seeds() {
        return Golden.snapshots().stream()
                .map(GoldenSnapshot::bytes)
                .filter(bytes -> bytes.length < LARGEST_SEED)
                .toList();
    }

    private static byte[] rewritten(byte[] json) {
        return REWRITER.writeValueAsString(REWRITER.readValue(json, Object.class))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void tell(SnapshotId id, String audience, Decoding.Refused refused) {
        Refusal refusal = refused == null
                ? null
                : new Refusal(
                        id.lineage(),
                        id.epoch(),
                        id.revision(),
                        id.digest(),
                        refused.code(),
                        refused.pointer(),
                        refused.detail(),
                        Instant.EPOCH);
        byte[] body = polls.write(new PollReport(
                "i-1",
                "1",
                "host",
                Map.of(),
                Duration.ZERO,
                id,
                refused == null ? id : null,
                null,
                audience,
                Instant.EPOCH,
                null,
                false,
                Origin.CONTROL_PLANE,
                AgentStatus.State.OK,
                Duration.ZERO,
                refusal,
                null,
                null));
        assertThat(REWRITER.readTree(body).path("seen").path("lineage").asString())
                .isEqualTo(id.lineage());
    }

    /** What a snapshot says and decides, as far as can be asked. */
    private record Meaning(List<Object> said, List<Object> decided) {

        static Meaning of(SnapshotContent content) {
            var configuration = content.configuration();
            List<Object> said = List.of(
                    content.lineage(),
                    content.epoch(),
                    content.revision(),
                    content.audience(),
                    content.publishedAt(),
                    content.removals(),
                    content.idsByKind(),
                    content.ignored());
            List<Object> decided = new ArrayList<>();
            for (String path : List.of("/", "/api/v2/users", "/api/v2/users/7", "/a/b")) {
                decided.add(String.valueOf(configuration.routes().match(path, RequestHeaders.NONE)));
                decided.add(String.valueOf(configuration.routes().match(path, name -> "enterprise")));
            }
            for (String name : configuration.flags().names()) {
                for (String caller : List.of("tenant-123", "a", "b", "c")) {
                    decided.add(configuration.flags().evaluate(name, caller, null));
                    decided.add(configuration.flags().evaluate(name, null, caller));
                }
            }
            content.idsByKind().get("tenants").forEach(tenant -> {
                decided.add(String.valueOf(configuration.tenants().find(tenant)));
                decided.add(String.valueOf(configuration.rateLimits().find(tenant, "api")));
            });
            content.idsByKind()
                    .get("services")
                    .forEach(service ->
                            decided.add(String.valueOf(configuration.services().find(service))));
            content.idsByKind()
                    .get("documents")
                    .forEach(document ->
                            decided.add(String.valueOf(configuration.documents().find(document))));
            return new Meaning(said, decided);
        }
    }
}
