package io.failstatic.agent;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.RouteTable;
import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.GoldenSnapshot;
import io.failstatic.agent.test.SnapshotBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Content that must not come into force, offered to a whole agent as the next revision of its own control plane. */
@Tag("G5")
class HostileContentTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, String> IDS = Map.of(
            "tenants", "t-",
            "services", "s-",
            "rate-limit-policies", "p-",
            "routing-rules", "r-",
            "feature-flags", "f-",
            "documents", "d-");

    private final List<PollReport> reports = new ArrayList<>();
    private PollOutcome next = new Unchanged(null);
    private Engine engine;

    @BeforeEach
    void applyAGoodSnapshot() throws Exception {
        engine = engine();
        offer(full().revision(41));
        assertThat(engine.current().revision()).isEqualTo(41);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    static List<GoldenSnapshot> refused() {
        return Golden.snapshots().stream()
                .filter(snapshot -> snapshot.code() != null)
                .toList();
    }

    static List<GoldenSnapshot> taken() {
        return Golden.snapshots().stream()
                .filter(snapshot -> snapshot.code() == null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void keepsOutTheWholeSnapshotSaysWhyAndTakesTheNextGoodOne(GoldenSnapshot golden) throws Exception {
        Snapshot before = engine.current();

        offer(golden.bytes());

        assertThat(engine.current()).isSameAs(before);
        Refusal refusal = engine.status().refused();
        assertThat(refusal.code()).as(refusal.toString()).isEqualTo(golden.code());
        assertThat(engine.status().reasons()).containsExactly(Reason.REFUSED);
        poll(new Unchanged(null));
        assertThat(reports.get(reports.size() - 1).refused()).isNotNull();
        assertThat(reports.get(reports.size() - 1).applied().revision()).isEqualTo(41);
        offer(full().revision(9_000));
        assertThat(engine.current().revision()).isEqualTo(9_000);
        assertThat(engine.status().state()).isEqualTo(State.OK);
    }

    @ParameterizedTest
    @MethodSource("taken")
    void takesWhatIsFromTheFutureButReadableAndCountsWhatItIgnores(GoldenSnapshot golden) throws Exception {
        Engine fresh = engine();
        next = fetched(golden.bytes());
        fresh.pollOnce();
        assertThat(fresh.status().refused()).isNull();
        assertThat(fresh.status().lastPoll()).isEqualTo("applied");
        assertThat(fresh.status().ignored()).isEqualTo(golden.ignored());
        fresh.close();
    }

    @Test
    void aValueOfAnotherTypeIsRefusedWhereverItStands() throws Exception {
        ObjectNode good = (ObjectNode) JSON.readTree(Golden.snapshot());
        List<String> leaves = leaves(good, "", new ArrayList<>());
        leaves.removeIf(pointer -> pointer.startsWith("/resources/documents/0/content"));
        assertThat(leaves).hasSizeGreaterThan(25);
        long revision = 42;
        for (String pointer : leaves) {
            for (String other : List.of("\"7\"", "7", "1.9", "true", "{}", "[]")) {
                JsonNode wrong = JSON.readTree(other);
                if (isOfOneType(wrong, good.at(pointer))) {
                    continue;
                }
                good.put("revision", ++revision);
                byte[] json = JSON.writeValueAsBytes(with(good, pointer, wrong));
                poll(new Fetched(new Announcement(SnapshotBuilder.LINEAGE, 1, revision, Digest.of(json)), json, null));
                assertThat(engine.status().refused()).as(pointer + ": " + other).satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.SCHEMA_INVALID);
                    assertThat(refusal.pointer()).isEqualTo(pointer);
                });
                assertThat(engine.current().revision()).isEqualTo(41);
            }
        }
    }

    @Test
    void aNameThatIsNoneGetsNeitherIntoLogsNorIntoPolls() throws Exception {
        for (String lineage : List.of("a\nERROR forged", "x".repeat(60_000), " ")) {
            byte[] json = full().lineage(lineage).revision(42).bytes();
            poll(new Fetched(new Announcement(null, -1, -1, Digest.of(json)), json, null));
            assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.SCHEMA_INVALID);
            assertThat(engine.status().refused().pointer()).isEqualTo("/lineage");
            assertThat(engine.status().refused().toString())
                    .hasSizeLessThan(1_000)
                    .doesNotContain("\n");
        }
    }

    @Test
    void noBeginningOfASnapshotIsTakenForASnapshot() throws Exception {
        byte[] good = Golden.snapshot();
        int end = new String(good, UTF_8).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            offer(Arrays.copyOf(good, length));
            assertThat(engine.status().refused()).as(length + " bytes").isNotNull();
            assertThat(engine.current().revision()).isEqualTo(41);
        }
    }

    @Test
    void noBitCanChangeOnTheWay() throws Exception {
        byte[] good = Golden.snapshot();
        Fetched announced = fetched(good);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            poll(new Fetched(announced.announcement(), flipped, null));
            assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.DIGEST_MISMATCH);
        }
        assertThat(engine.current().revision()).isEqualTo(41);
        offer(full().revision(42));
        assertThat(engine.current().revision()).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({"1, 9000000000000000000", "1, 1000042", "1002, 1", "9000000000000000000, 1"})
    void isNotLedIntoAFutureFromWhichNothingIsNewer(long epoch, long revision) throws Exception {
        offer(full().epoch(epoch).revision(revision));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.REVISION_JUMP);
        assertThat(engine.current().revision()).isEqualTo(41);
        offer(full().revision(42));
        assertThat(engine.current().revision()).isEqualTo(42);
        offer(full().epoch(2).revision(1));
        assertThat(engine.current().epoch()).isEqualTo(2);
    }

    @Test
    void believesTheNumbersInTheBytesNotThoseInTheHeaders() throws Exception {
        byte[] json = full().revision(42).bytes();
        poll(new Fetched(new Announcement("elsewhere", 7, 9_000, Digest.of(json)), json, null));
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(engine.current().epoch()).isEqualTo(1);
        byte[] old = full().revision(40).bytes();
        poll(new Fetched(new Announcement(SnapshotBuilder.LINEAGE, 1, 43, Digest.of(old)), old, null));
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tenants", "services", "rate-limit-policies", "routing-rules", "feature-flags", "documents"})
    @Tag("G16")
    void keepsOutAKindThatIsEmptyOrHasShrunkUnlessThatWasMeant(String kind) throws Exception {
        assertLossIsNoticed(kind, 10, RefusalCode.SUSPICIOUS_EMPTY);
        assertLossIsNoticed(kind, 6, RefusalCode.SUSPICIOUS_SHRINK);
    }

    private void assertLossIsNoticed(String kind, int lost, RefusalCode code) throws Exception {
        offer(lossy(kind, lost).revision(42));
        assertThat(engine.status().refused().code()).isEqualTo(code);
        assertThat(engine.status().refused().pointer()).isEqualTo("/resources/" + kind);
        assertThat(engine.current().revision()).isEqualTo(41);
        offer(lossy(kind, lost).removals(kind, lost - 1).revision(43));
        assertThat(engine.current().revision()).isEqualTo(41);
        offer(lossy(kind, lost).removals(kind, lost).revision(44));
        assertThat(engine.current().revision()).isEqualTo(44);
        close();
        applyAGoodSnapshot();
    }

    @Test
    void takesAValueThatChangedALotForTheControlPlaneHasAskedAboutIt() throws Exception {
        offer(full().policy("p-0", "t-0", 1_000_000_000, 60).revision(42));
        offer(full().policy("p-0", "t-0", 1, 60).revision(43));
        assertThat(engine.current()
                        .configuration()
                        .rateLimits()
                        .find("t-0", "api")
                        .limit())
                .isEqualTo(1);
    }

    @Test
    void goodAndBadInTurnNeitherLeadBackNorHoldUp() throws Exception {
        long before = 41;
        for (int n = 0; n < 60; n++) {
            SnapshotBuilder snapshot = full().revision(42 + n);
            offer(n % 2 == 0 ? snapshot : snapshot.policy("p-0", "t-0", -1, 60));
            assertThat(engine.current().revision()).isEqualTo(n % 2 == 0 ? 42 + n : before);
            before = engine.current().revision();
        }
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.SCHEMA_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a|b)*c", "(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:(?:a*)*)*b", "**/**/**", "\\Qa\\E"})
    @Timeout(10)
    void aConditionIsATextAndNoPattern(String pattern) throws Exception {
        offer(full().route("hostile", "/api", "s-0", 9, Map.of("X-Hostile", pattern))
                .revision(42));
        RouteTable routes = engine.current().configuration().routes();
        assertThat(routes.match("/api", name -> pattern).id()).isEqualTo("hostile");
        assertThat(routes.match("/api", name -> "a".repeat(1_000_000))).isNull();
    }

    @Test
    @Timeout(10)
    void aPathOfManyPartsCostsNoMoreThanItsLength() throws Exception {
        SnapshotBuilder hostile = full();
        for (int n = 1; n <= 500; n++) {
            hostile.route("deep-" + n, "/a".repeat(n), "s-0").route("open-" + n, "/" + "a".repeat(n) + "*", "s-0");
        }
        hostile.route("dots", "//../%2e%2e/.", "s-0");
        offer(hostile.revision(42));
        RouteTable routes = engine.current().configuration().routes();
        for (int n = 0; n < 100; n++) {
            assertThat(routes.match("/a".repeat(20_000), RequestHeaders.NONE).id())
                    .isEqualTo("deep-500");
            assertThat(routes.match("/" + "a".repeat(40_000), RequestHeaders.NONE)
                            .id())
                    .isEqualTo("open-500");
        }
    }

    /** Ten resources of each kind. */
    private static SnapshotBuilder full() {
        SnapshotBuilder full = snapshot();
        for (int n = 0; n < 10; n++) {
            full.tenant("t-" + n, "fsk_" + n)
                    .service("s-" + n, "http://localhost:1")
                    .policy("p-" + n, "t-" + n, 10, 60)
                    .route("r-" + n, "/r/" + n, "s-" + n)
                    .flag("f-" + n, "f-" + n, true)
                    .document("d-" + n, "{}");
        }
        return full;
    }

    /** The same without some of a kind, and without what refers to them where these are others. */
    private static SnapshotBuilder lossy(String kind, int lost) {
        SnapshotBuilder lossy = full();
        for (int n = 0; n < lost; n++) {
            lossy.without(kind, IDS.get(kind) + n);
            if (kind.equals("tenants")) {
                lossy.without("rate-limit-policies", "p-" + n).removals("rate-limit-policies", lost);
            }
            if (kind.equals("services")) {
                lossy.without("routing-rules", "r-" + n).removals("routing-rules", lost);
            }
        }
        return lossy;
    }

    private Engine engine() {
        return new Engine(
                ConfigAgent.builder().settings(),
                new AgentObserver() {},
                Clock.systemUTC(),
                System::nanoTime,
                report -> {
                    reports.add(report);
                    return next;
                });
    }

    private void offer(SnapshotBuilder snapshot) throws InterruptedException {
        offer(snapshot.bytes());
    }

    private void offer(byte[] json) throws InterruptedException {
        poll(fetched(json));
    }

    private void poll(PollOutcome outcome) throws InterruptedException {
        next = outcome;
        engine.pollOnce();
    }

    private static Fetched fetched(byte[] json) {
        return new Fetched(new Announcement(SnapshotBuilder.LINEAGE, 1, 42, Digest.of(json)), json, null);
    }

    private static boolean isOfOneType(JsonNode one, JsonNode other) {
        return one.getNodeType() == other.getNodeType() && one.isIntegralNumber() == other.isIntegralNumber();
    }

    private static List<String> leaves(JsonNode node, String pointer, List<String> leaves) {
        if (node.isObject()) {
            node.forEachEntry((name, value) -> leaves(value, pointer + "/" + name, leaves));
        } else if (node.isArray()) {
            for (int n = 0; n < node.size(); n++) {
                leaves(node.get(n), pointer + "/" + n, leaves);
            }
        } else {
            leaves.add(pointer);
        }
        return leaves;
    }

    private static JsonNode with(ObjectNode good, String pointer, JsonNode value) {
        ObjectNode changed = good.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = changed.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), value);
        }
        return changed;
    }
}
