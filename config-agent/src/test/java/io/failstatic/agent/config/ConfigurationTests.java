package io.failstatic.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class ConfigurationTests {

    // sha256("fsk_secret")
    private static final String DIGEST = "bb233b1b75f7f30dee78491b314ba54700f9661bf52f37399630b9ff04617986";

    private static final Service SERVICE = new Service("s", 1, List.of(URI.create("http://localhost:1")), 5000, 0);
    private static final Tenant TENANT = new Tenant("acme", 1, "Acme", List.of());

    @Test
    void theDefaultsAnswerEverythingWithNothing() {
        Configuration defaults = Configuration.DEFAULTS;

        assertThat(defaults.tenants().find("acme")).isNull();
        assertThat(defaults.tenants().findByApiKey("fsk_secret")).isNull();
        assertThat(defaults.services().find("s")).isNull();
        assertThat(defaults.rateLimits().find("acme", "api")).isNull();
        assertThat(defaults.routes().match("/", RequestHeaders.NONE)).isNull();
        assertThat(defaults.flags().isEnabled("f", "acme")).isFalse();
        assertThat(defaults.documents().find("d")).isNull();
        assertThat(defaults.idsByKind())
                .hasSize(Kind.values().length)
                .allSatisfy((kind, ids) -> assertThat(ids).isEmpty());
        assertThat(RateLimits.DEFAULT_LIMIT).isEqualTo(100);
        assertThat(RateLimits.DEFAULT_WINDOW).isEqualTo(60);
    }

    @Test
    void findsWhatItWasCompiledFrom() {
        RateLimitPolicy policy = new RateLimitPolicy("p", 1, "acme", 10, 60, "api");
        RateLimitPolicy batch = new RateLimitPolicy("q", 1, "acme", 10, 60, "batch");
        Document document = new Document("d", 1, JsonNodeFactory.instance.numberNode(1));
        Configuration configuration = Configuration.compile(new Resources(
                List.of(TENANT), List.of(SERVICE), List.of(policy, batch), List.of(), List.of(), List.of(document)));

        assertThat(configuration.tenants().find("acme")).isEqualTo(TENANT);
        assertThat(configuration.services().find("s")).isEqualTo(SERVICE);
        assertThat(configuration.rateLimits().find("acme", "api")).isEqualTo(policy);
        assertThat(configuration.rateLimits().find("acme", "batch")).isEqualTo(batch);
        assertThat(configuration.rateLimits().find("acme", "other")).isNull();
        assertThat(configuration.documents().find("d")).isEqualTo(document.content());
        assertThat(configuration.idsByKind().get("rate-limit-policies")).containsExactlyInAnyOrder("p", "q");
    }

    @Test
    void takesMemoryInProportionHoweverManyScopesThereAre() {
        List<RateLimitPolicy> policies = IntStream.range(0, 5_000)
                .mapToObj(n -> new RateLimitPolicy("p" + n, 1, "acme", 10, 60, "scope-" + n))
                .toList();
        Resources resources = new Resources(List.of(TENANT), List.of(), policies, List.of(), List.of(), List.of());
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        Configuration configuration = Configuration.compile(resources);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
        assertThat(configuration.rateLimits().find("acme", "scope-7")).isEqualTo(policies.get(7));
    }

    @Test
    void findsATenantByAnyOfItsKeys() {
        ApiKey first = new ApiKey("k1", DIGEST);
        ApiKey second = new ApiKey("k2", DIGEST.replace('0', '1'));
        Tenant tenant = new Tenant("acme", 1, "Acme", List.of(first, second));

        Tenants tenants = new Tenants(List.of(tenant, new Tenant("other", 1, "Other", List.of())));

        assertThat(tenants.findByApiKey("fsk_secret")).isEqualTo(tenant);
        assertThat(tenants.findByApiKey("fsk_other")).isNull();
        assertThat(tenants.findByApiKey("")).isNull();
    }

    @Test
    void refusesAKeyThatNamesTwoTenants() {
        Tenant other = new Tenant("other", 1, "Other", List.of(new ApiKey("k1", DIGEST)));
        Tenant tenant = new Tenant("acme", 1, "Acme", List.of(new ApiKey("k1", DIGEST)));

        assertInvalid("/tenants/1/apiKeys/0/sha256", () -> new Tenants(List.of(other, tenant)));
    }

    @Test
    void refusesAPolicyOfNobody() {
        RateLimitPolicy policy = new RateLimitPolicy("p", 1, "nobody", 10, 60, "api");

        assertInvalid("/rate-limit-policies/0/tenantId", () -> compile(List.of(policy)));
    }

    @Test
    void refusesTwoPoliciesOfOneTenantAndScope() {
        RateLimitPolicy one = new RateLimitPolicy("p", 1, "acme", 10, 60, "api");
        RateLimitPolicy two = new RateLimitPolicy("q", 1, "acme", 20, 60, "api");

        assertInvalid("/rate-limit-policies/1/scope", () -> compile(List.of(one, two)));
    }

    @Test
    void refusesAnIdThatOccursTwice() {
        RateLimitPolicy one = new RateLimitPolicy("p", 1, "acme", 10, 60, "api");
        RateLimitPolicy two = new RateLimitPolicy("p", 1, "acme", 20, 60, "batch");

        assertInvalid("/rate-limit-policies/1/id", () -> compile(List.of(one, two)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a_b", "a.b", "ä", "a ", " a", "a\u200b", "a\r\nb"})
    void refusesAnIdThatIsNone(String id) {
        assertInvalid("/id", () -> new Tenant(id, 1, "Acme", List.of()));
    }

    @Test
    void takesAnIdOf63CharactersAndNoMore() {
        assertThat(new Tenant("a".repeat(63), 1, "Acme", List.of()).id()).hasSize(63);
        assertInvalid("/id", () -> new Tenant("a".repeat(64), 1, "Acme", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a", "//a", "a", "/a", "http:///x", "http:a", "file:/etc/passwd", "http://user_service:80"
            })
    void refusesAnEndpointThatIsNoHttpUrl(String endpoint) {
        URI uri = URI.create(endpoint);

        assertInvalid("/endpoints/0", () -> new Service("s", 1, List.of(uri), 5000, 0));
    }

    @Test
    void refusesNumbersOutOfRange() {
        List<URI> endpoints = SERVICE.endpoints();
        assertInvalid("/endpoints", () -> new Service("s", 1, List.of(), 5000, 0));
        assertInvalid("/timeoutMs", () -> new Service("s", 1, endpoints, 0, 0));
        assertInvalid("/timeoutMs", () -> new Service("s", 1, endpoints, 60_001, 0));
        assertInvalid("/retryCount", () -> new Service("s", 1, endpoints, 1, 6));
        assertInvalid("/retryCount", () -> new Service("s", 1, endpoints, 1, -1));
        assertInvalid("/version", () -> new Service("s", 0, endpoints, 1, 0));
        assertInvalid("/limit", () -> new RateLimitPolicy("p", 1, "acme", 0, 60, "api"));
        assertInvalid("/limit", () -> new RateLimitPolicy("p", 1, "acme", 1_000_000_001, 60, "api"));
        assertInvalid("/window", () -> new RateLimitPolicy("p", 1, "acme", 1, 0, "api"));
        assertInvalid("/window", () -> new RateLimitPolicy("p", 1, "acme", 1, 86_401, "api"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "/a*b", "/**", "/a b", "/a%", "/a%2", "/a%zz", "/a?b", "/a#b", "/é", "/a\\b", "/{a}"})
    void refusesAPathThatIsNone(String path) {
        assertInvalid("/path", () -> new RoutingRule("r", 1, path, "s", List.of(), 0, "api"));
    }

    @Test
    void takesAPathOf1024CharactersAndNoMore() {
        assertThat(new RoutingRule("r", 1, "/" + "a".repeat(1023), "s", List.of(), 0, "api").path())
                .hasSize(1024);
        assertInvalid("/path", () -> new RoutingRule("r", 1, "/" + "a".repeat(1024), "s", List.of(), 0, "api"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Tier", "X:Tier", "X\r\nTier", "é"})
    void refusesAHeaderThatIsNoToken(String header) {
        assertInvalid("/header", () -> new HeaderCondition(header, "gold"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "ABCDEF", "0b1ac2e2a57e2c6a3ea8bf1e4aeb2a9bb4a2a1b8b5d3f0d6d7d9e3a1f0c4b5aG"})
    void refusesADigestThatIsNone(String sha256) {
        assertInvalid("/sha256", () -> new ApiKey("k1", sha256));
    }

    private static void compile(List<RateLimitPolicy> policies) {
        Configuration.compile(new Resources(List.of(TENANT), List.of(), policies, List.of(), List.of(), List.of()));
    }

    private static void assertInvalid(String pointer, Runnable construction) {
        assertThatExceptionOfType(InvalidContentException.class)
                .isThrownBy(construction::run)
                .satisfies(e -> assertThat(e.pointer()).isEqualTo(pointer));
    }
}
