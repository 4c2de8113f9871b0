package io.failstatic.control.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused from the body alone, without a look at what is stored. */
class DraftReaderTests {

    private final DraftReader reader = new DraftReader(new TargetProperties(false));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"name\":\"a\"} x",
                "{\"name\":\"a\"}{}",
                "{'name':'a'}",
                "{\"name\":\"a\",}",
                "{\"name\":\"\\ud800\"}",
                "{\"name\":NaN}",
                "// comment\n{\"name\":\"a\"}"
            })
    void refusesWhatIsNotJson(String body) {
        assertThat(malformed(Kind.TENANT, body)).containsExactly("NOT_JSON ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
    void refusesWhatIsNoObject(String body) {
        assertThat(malformed(Kind.TENANT, body)).containsExactly("WRONG_TYPE ");
    }

    @Test
    void refusesDeepNestingWithoutExhaustingTheStack() {
        assertThat(malformed(Kind.DOCUMENT, "{\"content\":" + "[".repeat(100_000)))
                .containsExactly("NOT_JSON ");
    }

    @Test
    void reportsEveryErrorOfShapeAtOnce() {
        String body =
                "{\"tenantId\":7,\"limit\":1.5,\"limit\":2,\"window\":\"60\",\"scope\":[],\"lmit\":1,\"a/b~c\":0}";
        assertThat(malformed(Kind.RATE_LIMIT_POLICY, body))
                .containsExactlyInAnyOrder(
                        "WRONG_TYPE /tenantId",
                        "WRONG_TYPE /limit",
                        "DUPLICATE_FIELD /limit",
                        "WRONG_TYPE /window",
                        "WRONG_TYPE /scope",
                        "UNKNOWN_FIELD /lmit",
                        "UNKNOWN_FIELD /a~1b~0c");
    }

    @Test
    void reportsShapeBeforeContent() {
        assertThat(malformed(Kind.RATE_LIMIT_POLICY, "{\"limit\":-1,\"window\":\"x\"}"))
                .containsExactly("WRONG_TYPE /window");
    }

    @Test
    void reportsShapeInsideNestedObjectsAndLists() {
        String flag = "{\"name\":\"f\",\"enabled\":1,\"rollout\":{\"percentage\":12.5,\"tenantIds\":[1,\"a\",true],"
                + "\"keys\":{},\"tenants\":[],\"keys\":[]}}";
        assertThat(malformed(Kind.FEATURE_FLAG, flag))
                .containsExactlyInAnyOrder(
                        "WRONG_TYPE /enabled",
                        "WRONG_TYPE /rollout/percentage",
                        "WRONG_TYPE /rollout/tenantIds/0",
                        "WRONG_TYPE /rollout/tenantIds/2",
                        "WRONG_TYPE /rollout/keys",
                        "UNKNOWN_FIELD /rollout/tenants",
                        "DUPLICATE_FIELD /rollout/keys");
        String rule = "{\"path\":\"/a\",\"targetService\":\"known\",\"conditions\":[{\"header\":1,\"equals\":\"x\"},"
                + "7,{\"header\":\"A\",\"equals\":\"b\",\"matches\":\"c\"}]}";
        assertThat(malformed(Kind.ROUTING_RULE, rule))
                .containsExactlyInAnyOrder(
                        "WRONG_TYPE /conditions/0/header",
                        "WRONG_TYPE /conditions/1",
                        "UNKNOWN_FIELD /conditions/2/matches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "1e400", "1E+2147483648", "-0.5", "\"1\"", "true", "[1]", "{}"})
    void refusesWhatIsNoIntegerAsWrongType(String limit) {
        assertThat(malformed(Kind.RATE_LIMIT_POLICY, "{\"tenantId\":\"known\",\"window\":60,\"limit\":" + limit + "}"))
                .containsExactly("WRONG_TYPE /limit");
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, -1",
        "limit, 1000000001",
        "limit, 2147483648",
        "limit, 9223372036854775808",
        "limit, 99999999999999999999999999",
        "window, 0",
        "window, 86401"
    })
    void refusesIntegersOutOfRangeAsContent(String field, String value) {
        String other = field.equals("limit") ? "\"window\":60" : "\"limit\":1";
        String body = "{\"tenantId\":\"known\"," + other + ",\"" + field + "\":" + value + "}";
        assertThat(invalid(Kind.RATE_LIMIT_POLICY, body)).containsExactly("OUT_OF_RANGE /" + field);
    }

    @Test
    void acceptsTheEndsOfTheRanges() {
        assertThat(judge(Kind.RATE_LIMIT_POLICY, "{\"tenantId\":\"known\",\"limit\":1000000000,\"window\":86400}"))
                .isEqualTo(new RateLimitPolicySpec("known", 1_000_000_000, 86_400, "api"));
        assertThat(judge(
                        Kind.RATE_LIMIT_POLICY,
                        "{\"tenantId\":\"known\",\"limit\":1,\"window\":1,\"scope\":\"batch\"}"))
                .isEqualTo(new RateLimitPolicySpec("known", 1, 1, "batch"));
    }

    @Test
    void reportsMissingNullRangeAndReferencesAtOnce() {
        String body = "{\"id\":\"Not An Id\",\"tenantId\":\"missing\",\"limit\":0,\"scope\":null}";
        assertThat(invalid(Kind.RATE_LIMIT_POLICY, body))
                .containsExactlyInAnyOrder(
                        "INVALID /id",
                        "OUT_OF_RANGE /limit",
                        "REQUIRED /window",
                        "REQUIRED /scope",
                        "UNKNOWN_REFERENCE /tenantId");
    }

    @ParameterizedTest
    @CsvSource({
        "TENANT, name",
        "SERVICE, endpoints",
        "RATE_LIMIT_POLICY, tenantId",
        "RATE_LIMIT_POLICY, limit",
        "RATE_LIMIT_POLICY, window",
        "ROUTING_RULE, path",
        "ROUTING_RULE, targetService",
        "FEATURE_FLAG, name",
        "FEATURE_FLAG, enabled",
        "DOCUMENT, content"
    })
    void demandsRequiredFieldsNotNull(Kind kind, String field) {
        assertThat(invalid(kind, "{}")).containsOnlyOnce("REQUIRED /" + field);
        assertThat(invalid(kind, "{\"" + field + "\":null}")).containsOnlyOnce("REQUIRED /" + field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TENANT|name|\"\"",
                "TENANT|name|\"  \"",
                "TENANT|name|\"a\\nb\"",
                "TENANT|name|\"a\\u0000b\"",
                "SERVICE|endpoints|[]",
                "ROUTING_RULE|path|\"\"",
                "FEATURE_FLAG|name|\"\"",
                "FEATURE_FLAG|name|\"a,b\"",
                "FEATURE_FLAG|name|\"a b\"",
                "FEATURE_FLAG|rollout|null",
                "FEATURE_FLAG|description|null"
            })
    void refusesEmptyAndUnprintableTexts(Kind kind, String field, String value) {
        assertThat(invalid(kind, "{\"" + field + "\":" + value + "}")).anyMatch(error -> error.endsWith(" /" + field));
    }

    @Test
    void reportsEachEndpointByItself() {
        String body = "{\"endpoints\":[\"http://example.com\",\"http://169.254.169.254\",null,\"\"],"
                + "\"timeoutMs\":60001,\"retryCount\":6}";
        assertThat(invalid(Kind.SERVICE, body))
                .containsExactlyInAnyOrder(
                        "INVALID /endpoints/1",
                        "REQUIRED /endpoints/2",
                        "INVALID /endpoints/3",
                        "OUT_OF_RANGE /timeoutMs",
                        "OUT_OF_RANGE /retryCount");
    }

    @Test
    void fillsInDefaults() {
        assertThat(judge(Kind.SERVICE, "{\"endpoints\":[\"http://example.com\"]}"))
                .isEqualTo(new ServiceSpec(List.of("http://example.com"), 5000, 0));
        assertThat(judge(Kind.ROUTING_RULE, "{\"path\":\"/a\",\"targetService\":\"known\"}"))
                .isEqualTo(new RoutingRuleSpec("/a", "known", List.of(), 0, "api"));
    }

    @Test
    void readsOneConditionAsAListOfOne() {
        String one = "{\"path\":\"/a\",\"targetService\":\"known\",\"conditions\":{\"header\":\"A\",\"equals\":\"b\"}}";
        String list = one.replace("{\"header\"", "[{\"header\"").replace("\"b\"}", "\"b\"}]");
        assertThat(judge(Kind.ROUTING_RULE, one)).isEqualTo(judge(Kind.ROUTING_RULE, list));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A B", "A:", "(A)", "Ä"})
    void refusesConditionHeadersThatAreNoTokens(String header) {
        String body = "{\"path\":\"/a\",\"targetService\":\"known\",\"conditions\":{\"header\":\"" + header
                + "\",\"equals\":\"b\"}}";
        assertThat(invalid(Kind.ROUTING_RULE, body)).containsExactly("INVALID /conditions/header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/*",
                "/a",
                "/a/",
                "/a*",
                "/a/*",
                "/a-._~!$&'()+,;=:@/b",
                "/caf%C3%A9",
                "/...",
                "/.well-known"
            })
    void acceptsPathsOfRules(String path) {
        assertThat(judge(Kind.ROUTING_RULE, rule(path))).isInstanceOf(RoutingRuleSpec.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "*",
                "/a*b",
                "/**",
                "/a/*/b",
                "/a b",
                "/a?b",
                "/a#b",
                "/%",
                "/%2",
                "/%zz",
                "/é",
                "/a//b",
                "/./a",
                "/a/..",
                "/a/../b",
                "/%2e%2e/a",
                "/a%2fb",
                "/a%00",
                "/a%5Cb",
                "/[a]",
                "/{a}",
                "/a|b"
            })
    void refusesPathsOfRules(String path) {
        assertThat(invalid(Kind.ROUTING_RULE, rule(path))).containsExactly("INVALID /path");
    }

    @Test
    void limitsTheLengthOfPaths() {
        assertThat(invalid(Kind.ROUTING_RULE, rule("/" + "a".repeat(1024)))).containsExactly("INVALID /path");
        assertThat(judge(Kind.ROUTING_RULE, rule("/" + "a".repeat(1023)))).isNotNull();
    }

    @Test
    void keepsDocumentsExactlyAndWithinTheirLimits() {
        Spec exact = judge(Kind.DOCUMENT, "{\"content\":{\"b\":1.10,\"a\":[1e2,null,\"\\u0000\"]}}");
        String kept = "{\"content\":{\"b\":1.10,\"a\":[1E+2,null,\"\\u0000\"]}}";
        assertThat(ContentText.of(exact.content())).isEqualTo(kept);
        assertThat(ContentText.of(ContentText.parse(kept))).isEqualTo(kept);
        assertThat(judge(Kind.DOCUMENT, "{\"content\":" + "[".repeat(16) + "]".repeat(16) + "}"))
                .isNotNull();
        assertThat(judge(Kind.DOCUMENT, "{\"content\":\"" + "a".repeat(65_534) + "\"}"))
                .isNotNull();
        for (String content : List.of(
                "[".repeat(17) + "]".repeat(17),
                "\"" + "a".repeat(65_535) + "\"",
                "1e400",
                "1e-4000",
                "1E+2147483648",
                "1e-99999999999",
                "123456789012345678901234567890123")) {
            assertThat(invalid(Kind.DOCUMENT, "{\"content\":" + content + "}"))
                    .containsExactly("LIMIT_EXCEEDED /content");
        }
    }

    @Test
    void reportsDuplicatesInsideDocuments() {
        assertThat(malformed(Kind.DOCUMENT, "{\"content\":{\"a\":{\"b\":1,\"b\":2}}}"))
                .containsExactly("DUPLICATE_FIELD /content/a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "createdAt", "updatedAt", "updatedBy", "apiKeys", "reuseName", "content"})
    void knowsNoOtherFieldsWhenATenantIsMade(String field) {
        assertThat(malformed(Kind.TENANT, "{\"name\":\"a\",\"" + field + "\":1}"))
                .containsExactly("UNKNOWN_FIELD /" + field);
    }

    @Test
    void takesAnAnswerAsAReplacement() {
        Draft draft = reader.readReplacement(
                new ResourceRef(Kind.TENANT, "acme"),
                bytes("{\"id\":\"acme\",\"version\":4,\"name\":\"a\",\"createdAt\":\"x\",\"updatedAt\":1,"
                        + "\"updatedBy\":[],\"apiKeys\":[{}]}"));
        assertThat(draft.version()).isEqualTo(4);
        assertThat(draft.spec()).isEqualTo(new TenantSpec("a"));
    }

    @Test
    void demandsThatTheIdOfAReplacementIsThePaths() {
        ResourceRef ref = new ResourceRef(Kind.TENANT, "acme");
        assertThat(invalid(reader.readReplacement(ref, bytes("{\"id\":\"other\",\"name\":\"a\"}"))))
                .containsExactly("IMMUTABLE /id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "-a", "a_b", "a.b", "a b", "é", "a\\u200b", ""})
    void refusesOtherIds(String id) {
        assertThat(invalid(Kind.TENANT, "{\"id\":\"" + id + "\",\"name\":\"a\"}"))
                .containsExactly("INVALID /id");
    }

    private Spec judge(Kind kind, String body) {
        Draft draft = reader.readNew(kind, bytes(body));
        assertThat(errors(draft)).isEmpty();
        return draft.spec();
    }

    private List<String> malformed(Kind kind, String body) {
        MalformedContentException refusal =
                catchThrowableOfType(MalformedContentException.class, () -> reader.readNew(kind, bytes(body)));
        assertThat(refusal).as(body).isNotNull();
        return shown(refusal.errors());
    }

    private List<String> invalid(Kind kind, String body) {
        return invalid(reader.readNew(kind, bytes(body)));
    }

    private List<String> invalid(Draft draft) {
        List<ContentError> errors = errors(draft);
        assertThat(errors).isNotEmpty();
        return shown(errors);
    }

    private static List<ContentError> errors(Draft draft) {
        List<ContentError> errors = new ArrayList<>(draft.errors(null));
        errors.addAll(draft.dangling(ref -> ref.id().startsWith("known")));
        return errors;
    }

    private static String rule(String path) {
        return "{\"path\":\"" + path + "\",\"targetService\":\"known\"}";
    }

    private static List<String> shown(List<ContentError> errors) {
        return errors.stream()
                .map(error -> error.code() + " " + error.pointer())
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
