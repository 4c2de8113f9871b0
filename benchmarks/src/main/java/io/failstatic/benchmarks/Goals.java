package io.failstatic.benchmarks;

import static io.failstatic.benchmarks.flags.FlagContestants.LAUNCHDARKLY;
import static io.failstatic.benchmarks.flags.FlagContestants.OPENFEATURE;
import static io.failstatic.benchmarks.flags.FlagContestants.TOGGLZ;
import static io.failstatic.benchmarks.flags.FlagContestants.UNLEASH;
import static io.failstatic.benchmarks.routes.RouteContestants.PATH_PATTERN;

import io.failstatic.agent.DiskBenchmark;
import io.failstatic.agent.DiskContestants;
import io.failstatic.agent.SnapshotBenchmark;
import io.failstatic.agent.SnapshotContestants;
import io.failstatic.benchmarks.decision.DecisionBenchmark;
import io.failstatic.benchmarks.decision.DecisionContestants;
import io.failstatic.benchmarks.flags.FlagBenchmark;
import io.failstatic.benchmarks.flags.FlagContestants;
import io.failstatic.benchmarks.rates.RateBenchmark;
import io.failstatic.benchmarks.rates.RateContestants;
import io.failstatic.benchmarks.routes.RouteBenchmark;
import io.failstatic.benchmarks.routes.RouteContestants;
import java.util.List;

/** The goals, and what is measured beside them. */
final class Goals {

    private Goals() {}

    static List<Goal> all() {
        Cell flags = flags(FlagContestants.FAILSTATIC, 1000);
        Cell routes = routes(RouteContestants.FAILSTATIC, 1000);
        Cell rates = rates(RateContestants.FAILSTATIC, 10_000);
        Cell decision = decision(DecisionContestants.FAILSTATIC);
        return List.of(
                new Goal.AtMost(
                        "1",
                        "flag evaluation over a hand-written one",
                        flags,
                        flags(FlagContestants.LIMIT, 1000),
                        1.3,
                        1.1),
                new Goal.NoAllocation("1", "flag evaluation", flags),
                new Goal.Faster("1", "flag evaluation than LaunchDarkly", flags, flags(LAUNCHDARKLY, 1000), 10),
                new Goal.Faster("1", "flag evaluation than Unleash", flags, flags(UNLEASH, 1000), 100),
                new Goal.AtMost(
                        "2",
                        "flag through our OpenFeature provider over the SDK's in-memory one",
                        flags(FlagContestants.OPENFEATURE_FAILSTATIC, 1000),
                        flags(OPENFEATURE, 1000),
                        1.2,
                        1.0),
                new Goal.AtMost("3", "1,000 flags over 10", flags, flags(FlagContestants.FAILSTATIC, 10), 1.25, 1.1),
                new Goal.AtMost(
                        "3",
                        "10,000 routes over 10",
                        routes(RouteContestants.FAILSTATIC, 10_000),
                        routes(RouteContestants.FAILSTATIC, 10),
                        1.25,
                        1.1),
                new Goal.AtMost(
                        "3",
                        "100,000 tenants over 10",
                        rates(RateContestants.FAILSTATIC, 100_000),
                        rates(RateContestants.FAILSTATIC, 10),
                        1.25,
                        1.1),
                new Goal.GrowsAtMost(
                        "3",
                        "10,000 routes over 10, growth over that of a hand-written trie",
                        routes(RouteContestants.FAILSTATIC, 10_000),
                        routes(RouteContestants.FAILSTATIC, 10),
                        routes(RouteContestants.PROTOTYPE, 10_000),
                        routes(RouteContestants.PROTOTYPE, 10),
                        1.25),
                new Goal.GrowsAtMost(
                        "3",
                        "100,000 tenants over 10, growth over that of a map and one CAS",
                        rates(RateContestants.FAILSTATIC, 100_000),
                        rates(RateContestants.FAILSTATIC, 10),
                        rates(RateContestants.LIMIT, 100_000),
                        rates(RateContestants.LIMIT, 10),
                        1.25),
                new Goal.AtMost(
                        "4", "rate check over a map and one CAS", rates, rates(RateContestants.LIMIT, 10_000), 6, 1.5),
                new Goal.NoAllocation("4", "rate check", rates),
                new Goal.Faster("4", "rate check than Bucket4j", rates, rates(RateContestants.BUCKET4J, 10_000), 3),
                new Goal.NoAllocation("5", "route match", routes),
                new Goal.Faster("5", "route match than PathPattern", routes, routes(PATH_PATTERN, 1000), 100),
                new Goal.AtMost(
                        "6",
                        "whole decision over a prototype",
                        decision,
                        decision(DecisionContestants.PROTOTYPE),
                        1.8,
                        1.3),
                new Goal.NoAllocation("6", "whole decision", decision),
                new Goal.AtMost(
                        "15",
                        "bytes to configuration over a Jackson record parse",
                        new Cell(SnapshotBenchmark.class, SnapshotContestants.FAILSTATIC, 1000),
                        new Cell(SnapshotBenchmark.class, SnapshotContestants.JACKSON, 1000),
                        1.5,
                        1.0),
                new Goal.AtMost(
                        "16",
                        "durable write over a bare one",
                        new Cell(
                                DiskBenchmark.class,
                                DiskContestants.FAILSTATIC,
                                DiskBenchmark.MEGABYTE,
                                Cell.Time.WALL),
                        new Cell(DiskBenchmark.class, DiskContestants.BARE, DiskBenchmark.MEGABYTE, Cell.Time.WALL),
                        1.3,
                        1.0));
    }

    /** Measured for comparison, no goal depends on it. */
    static List<Cell> beside() {
        return List.of(
                flags(FlagContestants.LAUNCHDARKLY_TARGETS, 1000),
                flags(FlagContestants.LIMIT, 10),
                flags(TOGGLZ, 1000),
                routes(RouteContestants.PROTOTYPE, 1000),
                decision(DecisionContestants.FAILSTATIC_BY_KEY),
                rates(RateContestants.FAILSTATIC_WITH_CLOCK, 10_000),
                rates(RateContestants.GUAVA, 10_000),
                rates(RateContestants.RESILIENCE4J, 10_000));
    }

    private static Cell flags(FlagContestants contestant, int size) {
        return new Cell(FlagBenchmark.class, contestant, size);
    }

    private static Cell routes(RouteContestants contestant, int size) {
        return new Cell(RouteBenchmark.class, contestant, size);
    }

    private static Cell rates(RateContestants contestant, int size) {
        return new Cell(RateBenchmark.class, contestant, size);
    }

    private static Cell decision(DecisionContestants contestant) {
        return new Cell(DecisionBenchmark.class, contestant, 1000);
    }
}
