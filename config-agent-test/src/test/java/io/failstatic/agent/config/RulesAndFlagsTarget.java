package io.failstatic.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Routing rules and flags, one per line of fields separated by a space: {@code r path priority [header value]...} and
 * {@code f name percentage [tenant or key]...}; any other line is a path to be matched. They are refused or compiled, and then
 * decide as a reading of the contract one by one does.
 */
public final class RulesAndFlagsTarget implements FuzzTarget {

    private static final int MOST_LINES = 40;
    private static final Comparator<Reading> BEST_FIRST = Comparator.<Reading>comparingLong(
                    reading -> -(long) reading.rule.priority())
            .thenComparingInt(reading -> -reading.prefix.length())
            .thenComparing(reading -> reading.rule.id());
    private static final Service SERVICE =
            new Service("s", 1, List.of(URI.create("http://localhost:1")), Service.DEFAULT_TIMEOUT_MS, 0);

    @Override
    public void take(byte[] input) {
        List<RoutingRule> rules = new ArrayList<>();
        List<FeatureFlag> flags = new ArrayList<>();
        Set<String> words = new LinkedHashSet<>(List.of("/", "t", ""));
        for (String line : new String(input, UTF_8).split("\n", MOST_LINES)) {
            String[] fields = line.split(" ", -1);
            words.addAll(List.of(fields));
            try {
                if (fields[0].equals("r")) {
                    rules.add(rule("r" + rules.size(), fields));
                } else if (fields[0].equals("f")) {
                    flags.add(flag("f" + flags.size(), fields));
                }
            } catch (InvalidContentException e) {
                assertThat(e.pointer()).startsWith("/");
            }
        }
        Configuration configuration;
        try {
            configuration = Configuration.compile(
                    new Resources(List.of(), List.of(SERVICE), List.of(), rules, flags, List.of()));
        } catch (InvalidContentException e) {
            Set<String> names = new LinkedHashSet<>();
            assertThat(flags.stream().allMatch(flag -> names.add(flag.name()))).isFalse();
            return;
        }
        List<Reading> readings =
                rules.stream().map(Reading::of).sorted(BEST_FIRST).toList();
        for (String word : words) {
            decidesAlike(configuration.routes(), readings, word);
            decidesAlike(configuration.flags(), flags, word);
        }
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                "r /a/b 0 X-A 1\nr /a/b* 1\nr /a/* -2147483648\n/a/b/c\n/a/bc\nf new-checkout 25 t".getBytes(UTF_8),
                "r / 0\nr /* 0\nr /%C3%A9/%2A 7\nr /a//b/ 7\n/é/*\n/a//b\n//\nf é 0\nf f 100 a b\nf g 50"
                        .getBytes(UTF_8),
                ("r /" + "a/".repeat(511) + "* 0\n/" + "a/".repeat(600)).getBytes(UTF_8),
                ("r " + "/".repeat(1024) + " 0\n" + "/".repeat(1200)).getBytes(UTF_8));
    }

    private static RoutingRule rule(String id, String[] fields) {
        List<HeaderCondition> conditions = new ArrayList<>();
        for (int i = 3; i + 1 < fields.length; i += 2) {
            conditions.add(new HeaderCondition(fields[i], fields[i + 1]));
        }
        return new RoutingRule(id, 1, field(fields, 1), "s", conditions, number(field(fields, 2)), "api");
    }

    private static FeatureFlag flag(String id, String[] fields) {
        Set<String> listed = new LinkedHashSet<>(List.of(fields).subList(Math.min(3, fields.length), fields.length));
        return new FeatureFlag(
                id, 1, field(fields, 1), true, new Rollout(number(field(fields, 2)), listed, Set.of("key")));
    }

    private static String field(String[] fields, int i) {
        return i < fields.length ? fields[i] : "";
    }

    private static int number(String field) {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void decidesAlike(RouteTable routes, List<Reading> rules, String path) {
        for (RequestHeaders headers : List.<RequestHeaders>of(RequestHeaders.NONE, name -> "1", name -> path)) {
            RoutingRule expected = null;
            for (Reading reading : rules) {
                if (reading.applies(path, headers)) {
                    expected = reading.rule;
                    break;
                }
            }
            RoutingRule found = routes.match(path, headers);
            if (!Objects.equals(found, expected)) {
                throw new AssertionError(path + " takes " + found + " (expected: " + expected + ")");
            }
        }
    }

    private static void decidesAlike(FlagSet set, List<FeatureFlag> flags, String caller) {
        for (FeatureFlag flag : flags) {
            Rollout rollout = Objects.requireNonNull(flag.rollout());
            FlagEvaluation evaluation = set.evaluate(flag.name(), caller, null);
            boolean listed = !caller.isEmpty() && rollout.tenantIds().contains(caller);
            boolean dealt = set.evaluate(flag.name(), null, caller).enabled();
            boolean expected = listed
                    || rollout.percentage() == 100
                    || (rollout.percentage() > 0
                            && !caller.isEmpty()
                            && (caller.equals("key") ? evaluation.enabled() : dealt));
            if ((evaluation.reason() == FlagEvaluation.Reason.TARGETED) != listed
                    || evaluation.enabled() != expected
                    || set.isEnabled(flag.name(), caller) != expected
                    || set.enabledFor(caller).contains(flag.name()) != expected) {
                throw new AssertionError(flag + " for " + caller + ": " + evaluation);
            }
        }
    }

    /** A rule as the contract reads. */
    private record Reading(RoutingRule rule, String prefix, boolean open) {

        static Reading of(RoutingRule rule) {
            String path = rule.path();
            String whole = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
            String trimmed = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
            return new Reading(rule, decoded(trimmed), path.endsWith("*") && !path.endsWith("/*"));
        }

        boolean applies(String path, RequestHeaders headers) {
            if (!path.startsWith("/") || !path.startsWith(prefix)) {
                return false;
            }
            if (!open && path.length() > prefix.length() && path.charAt(prefix.length()) != '/') {
                return false;
            }
            for (HeaderCondition condition : rule.conditions()) {
                if (!condition.holds(headers)) {
                    return false;
                }
            }
            return true;
        }

        private static String decoded(String path) {
            ByteArrayOutputStream decoded = new ByteArrayOutputStream();
            for (int i = 0; i < path.length(); i++) {
                if (path.charAt(i) == '%') {
                    decoded.write(Integer.parseInt(path, i + 1, i + 3, 16));
                    i += 2;
                } else {
                    decoded.write(path.charAt(i));
                }
            }
            return decoded.toString(UTF_8);
        }
    }
}
