package io.failstatic.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTests {

    private static final Services SERVICES =
            new Services(List.of(new Service("s", 1, List.of(URI.create("http://localhost:1")), 5000, 0)));

    @ParameterizedTest
    @CsvSource({
        "/a/b,      /a/b,       true",
        "/a/b,      /a/b/,      true",
        "/a/b,      /a/b/c/d,   true",
        "/a/b,      /a/b//c,    true",
        "/a/b,      /a/bc,      false",
        "/a/b,      /a,         false",
        "/a/b,      /A/b,       false",
        "/a/b,      /x/a/b,     false",
        "/a/b/,     /a/b/c,     true",
        "/a/b/,     /a/b,       true",
        "/a/b/*,    /a/b/c,     true",
        "/a/b/*,    /a/b,       true",
        "/a/b/*,    /a/bc,      false",
        "/a/b*,     /a/b,       true",
        "/a/b*,     /a/bc,      true",
        "/a/b*,     /a/bc/d,    true",
        "/a/b*,     /a/b/d,     true",
        "/a/b*,     /a/c,       false",
        "/,         /,          true",
        "/,         /anything,  true",
        "/*,        /anything,  true",
        "/,         *,          false",
        "/a%20b,    '/a b/c',   true",
        "/caf%C3%A9, /café,     true",
        "/a+b,      /a+b,       true",
        "/a%2A,     /a*,        true",
        "/a%2A,     /ab,        false"
    })
    void coversItselfAndWhatIsBelow(String rulePath, String path, boolean covered) {
        RouteTable routes = table(rule("r", rulePath, 0));

        assertThat(routes.match(path, RequestHeaders.NONE) != null).isEqualTo(covered);
    }

    @Test
    void thePriorityDecidesBeforeTheLengthOfThePath() {
        RouteTable routes = table(rule("long", "/a/b/c", 1), rule("short", "/a", 2));

        assertThat(match(routes, "/a/b/c")).isEqualTo("short");
    }

    @Test
    void theLongestPathDecidesAmongEqualPriorities() {
        RouteTable routes =
                table(rule("a", "/a", 0), rule("b", "/a/b", 0), rule("root", "/", 0), rule("s", "/a/b*", -1));

        assertThat(match(routes, "/a/b/c")).isEqualTo("b");
        assertThat(match(routes, "/a/c")).isEqualTo("a");
        assertThat(match(routes, "/a/bc")).isEqualTo("a");
        assertThat(match(routes, "/c")).isEqualTo("root");
    }

    @Test
    void theSmallestIdDecidesAmongEqualPathsAndPriorities() {
        assertThat(match(table(rule("b", "/a", 0), rule("a", "/a/*", 0), rule("c", "/a/", 0)), "/a/x"))
                .isEqualTo("a");
    }

    @Test
    void priorityMayBeNegativeOrExtreme() {
        RouteTable routes = table(
                rule("min", "/a/b", Integer.MIN_VALUE), rule("max", "/", Integer.MAX_VALUE), rule("zero", "/a", 0));

        assertThat(match(routes, "/a/b")).isEqualTo("max");
    }

    @Test
    void allConditionsMustHold() {
        RouteTable routes = table(
                rule("both", "/a", 0, Map.of("X-Tier", "gold", "X-Region", "eu")),
                rule("one", "/a", 0, Map.of("X-Tier", "gold")),
                rule("open", "/", 0));

        assertThat(match(routes, "/a", Map.of("x-tier", "gold", "x-region", "eu")))
                .isEqualTo("both");
        assertThat(match(routes, "/a", Map.of("x-tier", "gold", "x-region", "us")))
                .isEqualTo("one");
        assertThat(match(routes, "/a", Map.of("x-tier", "GOLD"))).isEqualTo("open");
        assertThat(match(routes, "/a", Map.of())).isEqualTo("open");
    }

    @Test
    void theDeepestPathNeedsLittleStack() throws Exception {
        AtomicReference<Object> found = new AtomicReference<>();
        String path = "/".repeat(1024);
        Thread thread =
                new Thread(null, () -> found.set(match(table(rule("deep", path, 0)), path)), "small", 256 << 10);
        thread.setUncaughtExceptionHandler((t, e) -> found.set(e));
        thread.start();
        thread.join();

        assertThat(found).hasValue("deep");
    }

    @Test
    void refusesARuleToNowhere() {
        RoutingRule dangling = new RoutingRule("r", 1, "/", "nowhere", List.of(), 0, "api");

        assertThatExceptionOfType(InvalidContentException.class)
                .isThrownBy(() -> table(rule("a", "/", 0), dangling))
                .satisfies(e -> assertThat(e.pointer()).isEqualTo("/routing-rules/1/targetService"));
    }

    @Test
    void matchesWhatANaiveScanMatches() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<RoutingRule> rules = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                rules.add(
                        rule("r" + random.nextInt(1_000_000), rulePath(random), random.nextInt(3), conditions(random)));
            }
            RouteTable routes = table(rules.toArray(new RoutingRule[0]));
            for (int i = 0; i < 100; i++) {
                String path = path(random);
                Map<String, String> headers = conditions(random);

                assertThat(match(routes, path, headers))
                        .as("%s %s in %s", path, headers, rules)
                        .isEqualTo(scan(rules, path, headers));
            }
        }
    }

    @Test
    void matchesWhatANaiveScanMatchesAmongManyRulesOfFewPaths() {
        Random random = new Random(8);
        for (int round = 0; round < 100; round++) {
            List<RoutingRule> rules = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                String path = List.of("/a", "/a*", "/a/b", "/").get(random.nextInt(4));
                rules.add(rule("r" + i, path, random.nextInt(3), conditions(random)));
            }
            RouteTable routes = table(rules.toArray(new RoutingRule[0]));
            for (int i = 0; i < 50; i++) {
                String path = List.of("/a", "/ab", "/a/b", "/c").get(random.nextInt(4));
                Map<String, String> headers = conditions(random);
                assertThat(match(routes, path, headers))
                        .as("%s %s in %s", path, headers, rules)
                        .isEqualTo(scan(rules, path, headers));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/t%d, false", "/t%d*, false", "/same, true", "/same*, true"})
    void tenThousandRulesAskForNoMoreFieldsThanTen(String path, boolean conditional) {
        List<RoutingRule> rules = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Map<String, String> conditions =
                    conditional ? Map.of("X-Tier", "gold", "X-Tenant-Id", "t" + i) : Map.of("X-Tier", "gold");
            rules.add(rule("r" + i, path.formatted(i), i % 3, conditions));
        }
        RouteTable routes = table(rules.toArray(new RoutingRule[0]));
        AtomicInteger asked = new AtomicInteger();
        RoutingRule matched = routes.match(path.startsWith("/same") ? "/same/x" : "/t77/x", name -> {
            asked.incrementAndGet();
            return name.equalsIgnoreCase("X-Tier") ? "gold" : "t77";
        });
        assertThat(matched == null ? "none" : matched.id()).isEqualTo("r77");
        assertThat(asked.get()).isLessThan(10);
    }

    @Test
    void tenThousandRulesTakeTheTimeOfTen() {
        RouteTable ten = manyPaths(10);
        RouteTable tenThousand = manyPaths(10_000);
        double least = Double.MAX_VALUE;
        // A naive scan would take a thousand times as long; one undisturbed round of many is enough.
        for (int round = 0; round < 30 && least > 8; round++) {
            least = Math.min(least, nanos(tenThousand) / nanos(ten));
        }
        assertThat(least).isLessThanOrEqualTo(8);
    }

    private static RouteTable manyPaths(int count) {
        RoutingRule[] rules = new RoutingRule[count];
        for (int i = 0; i < count; i++) {
            rules[i] = rule("r" + i, "/api/v" + i + "/users", i % 5, Map.of("X-Tier", "gold"));
        }
        return table(rules);
    }

    private static double nanos(RouteTable routes) {
        long start = System.nanoTime();
        int found = 0;
        for (int i = 0; i < 5_000; i++) {
            found += routes.match("/api/v7/users/42", name -> "gold") == null ? 0 : 1;
        }
        assertThat(found).isEqualTo(5_000);
        return System.nanoTime() - start;
    }

    @Test
    void allocatesNothing() {
        RouteTable routes = table(
                rule("a", "/api/v2/users", 0, Map.of("X-Tier", "gold")), rule("b", "/api/v2", 1), rule("c", "/", 2));
        RequestHeaders headers = name -> "silver";
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int found = matchMany(routes, headers);
        long before = threads.getCurrentThreadAllocatedBytes();

        found += matchMany(routes, headers);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(found).isEqualTo(200_000);
    }

    private static int matchMany(RouteTable routes, RequestHeaders headers) {
        int found = 0;
        for (int i = 0; i < 100_000; i++) {
            found += routes.match("/api/v2/users/42", headers) == null ? 0 : 1;
        }
        return found;
    }

    private static String scan(List<RoutingRule> rules, String path, Map<String, String> headers) {
        return rules.stream()
                .filter(rule -> covers(rule.path(), path))
                .filter(rule ->
                        rule.conditions().stream().allMatch(c -> c.equals().equals(headers.get(c.header()))))
                .min(Comparator.<RoutingRule>comparingInt(rule -> -rule.priority())
                        .thenComparingInt(rule -> -trimmed(rule.path()).length())
                        .thenComparing(RoutingRule::id))
                .map(RoutingRule::id)
                .orElse("none");
    }

    private static boolean covers(String rulePath, String path) {
        String prefix = trimmed(rulePath);
        boolean open = rulePath.endsWith("*") && !rulePath.endsWith("/*");
        return open ? path.startsWith(prefix) : path.equals(prefix) || path.startsWith(prefix + "/");
    }

    private static String trimmed(String rulePath) {
        String path = rulePath.endsWith("*") ? rulePath.substring(0, rulePath.length() - 1) : rulePath;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String rulePath(Random random) {
        String path = path(random);
        return switch (random.nextInt(4)) {
            case 0 -> path + "*";
            case 1 -> path + "/*";
            default -> path;
        };
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int segments = random.nextInt(4); segments >= 0; segments--) {
            path.append('/');
            for (int letters = random.nextInt(3); letters > 0; letters--) {
                path.append((char) ('a' + random.nextInt(2)));
            }
        }
        return path.toString();
    }

    private static Map<String, String> conditions(Random random) {
        Map<String, String> conditions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int left = random.nextInt(3); left > 0; left--) {
            conditions.put("h" + random.nextInt(2), "v" + random.nextInt(2));
        }
        return conditions;
    }

    private static String match(RouteTable routes, String path) {
        return match(routes, path, Map.of());
    }

    private static String match(RouteTable routes, String path, Map<String, String> headers) {
        Map<String, String> caseInsensitive = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseInsensitive.putAll(headers);
        RoutingRule rule = routes.match(path, caseInsensitive::get);
        return rule == null ? "none" : rule.id();
    }

    @Test
    void looksAtTheSameRulesHoweverManyThereAre() {
        assertThat(rulesLookedAt(10_000)).isEqualTo(rulesLookedAt(10)).isEqualTo(2);
    }

    /** Of rules for {@code /api}, and two below each of some services, how many conditions one request is asked for. */
    private static int rulesLookedAt(int rules) {
        Map<String, String> condition = Map.of("X-Tier", "gold");
        List<RoutingRule> all = new ArrayList<>(List.of(rule("api", "/api", 0, condition)));
        for (int i = 1; i < rules; i++) {
            all.add(rule("r" + i, "/api/service-" + i / 2 + (i % 2 == 0 ? "/items" : "/users"), 0, condition));
        }
        int[] asked = {0};
        RequestHeaders headers = name -> {
            asked[0]++;
            return "gold";
        };
        RoutingRule won = RouteTable.compile(all, SERVICES).match("/api/service-2/items/7", headers);
        assertThat(won).isNotNull().extracting(RoutingRule::id).isEqualTo("r4");
        return asked[0];
    }

    private static RoutingRule rule(String id, String path, int priority) {
        return rule(id, path, priority, Map.of());
    }

    private static RoutingRule rule(String id, String path, int priority, Map<String, String> conditions) {
        List<HeaderCondition> list = new ArrayList<>();
        conditions.forEach((header, value) -> list.add(new HeaderCondition(header, value)));
        return new RoutingRule(id, 1, path, "s", list, priority, "api");
    }

    private static RouteTable table(RoutingRule... rules) {
        return RouteTable.compile(List.of(rules), SERVICES);
    }
}
