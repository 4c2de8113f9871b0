package io.failstatic.benchmarks.http;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How the edge compares: ratios within a round, their median and range. <em>Not thread-safe.</em> */
final class Table {

    static final String EDGE = "edge";
    static final String BUSY_EDGE = "edge, publish every 100 ms";
    static final String GATEWAY = "Spring Cloud Gateway";
    static final String LOADED_GATEWAY = "Gateway, 1,000 routes, Redis";

    private static final String NGINX = "nginx";
    private static final String BARE = "Vert.x http-proxy, bare";
    /** HTTP moves that much between rounds. */
    private static final double ALLOWANCE = 0.15;

    private final Map<String, List<Load>> loads;
    private final List<Double> starts = new ArrayList<>();
    private final List<Double> startsByCpu = new ArrayList<>();
    private boolean allMet = true;

    Table(Map<String, List<Load>> loads) {
        this.loads = loads;
    }

    boolean allMet() {
        return allMet;
    }

    /** One start to the first 200, of the edge and of hello world. */
    void started(Duration edge, Duration hello, Duration edgeCpu, Duration helloCpu) {
        starts.add(edge.toNanos() / (double) hello.toNanos());
        startsByCpu.add(edgeCpu.toNanos() / (double) Math.max(1, helloCpu.toNanos()));
    }

    void print(PrintStream out) {
        printFigures(out);
        out.println();
        out.println("| # | what | must | measured, median [range] | |");
        out.println("|---|---|---|---|---|");
        atLeast(out, "7", "edge over the bare proxy, req/s", EDGE, BARE, Load::requestsPerSecond, 0.93);
        atMost(out, "7", "the same, p99", EDGE, BARE, Load::p99Millis, 1.15);
        atLeast(out, "8", "edge over nginx, req/s", EDGE, NGINX, Load::requestsPerSecond, 0.6);
        atLeast(out, "8", "edge over Spring Cloud Gateway, req/s", EDGE, GATEWAY, Load::requestsPerSecond, 1.8);
        atLeast(
                out,
                "8",
                "edge over Gateway with 1,000 routes and Redis, req/s",
                EDGE,
                LOADED_GATEWAY,
                Load::requestsPerSecond,
                4);
        atMost(out, "9", "edge over nginx, CPU per request", EDGE, NGINX, Load::cpuMicros, 2.2);
        atMost(out, "9", "edge over Spring Cloud Gateway, CPU per request", EDGE, GATEWAY, Load::cpuMicros, 0.4);
        atMost(out, "10", "a publish every 100 ms over none, CPU per request", BUSY_EDGE, EDGE, Load::cpuMicros, 1.1);
        atMost(out, "10", "the same, p99", BUSY_EDGE, EDGE, Load::p99Millis, 1.25);
        noneFailed(out, "10", "the same, failed requests", BUSY_EDGE);
        noneFailed(out, "10", "without a publish, failed requests", EDGE);
        judge(out, "18", "start to first 200 from disk, over hello world", starts, 1.3, false);
        if (!startsByCpu.isEmpty()) {
            out.println("| 18 | the same by CPU time | | " + shown("%.2f", startsByCpu) + " | |");
        }
    }

    private void printFigures(PrintStream out) {
        out.println();
        out.println("| median [range] | req/s | p99 ms | CPU per request, us | failed |");
        out.println("|---|---|---|---|---|");
        loads.forEach((name, rounds) -> out.println("| " + name
                + " | " + shown("%,.0f", each(rounds, Load::requestsPerSecond))
                + " | " + shown("%.2f", each(rounds, Load::p99Millis))
                + " | " + shown("%.1f", each(rounds, Load::cpuMicros))
                + " | " + failed(name) + " of " + requests(name) + " |"));
    }

    private void noneFailed(PrintStream out, String id, String what, String name) {
        row(out, id, what, "0", failed(name) + " of " + requests(name), failed(name) == 0 && requests(name) > 0);
    }

    private long failed(String name) {
        return loads.getOrDefault(name, List.of()).stream()
                .mapToLong(Load::failed)
                .sum();
    }

    private long requests(String name) {
        return loads.getOrDefault(name, List.of()).stream()
                .mapToLong(Load::requests)
                .sum();
    }

    private static List<Double> each(List<Load> rounds, ToDoubleFunction<Load> of) {
        return rounds.stream().map(of::applyAsDouble).toList();
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    private static String shown(String format, List<Double> figures) {
        return String.format(
                Locale.ROOT,
                format + " [" + format + " - " + format + "]",
                median(figures),
                Collections.min(figures),
                Collections.max(figures));
    }

    private void atLeast(
            PrintStream out,
            String id,
            String what,
            String ours,
            String theirs,
            ToDoubleFunction<Load> of,
            double must) {
        judge(out, id, what, ratios(ours, theirs, of), must, true);
    }

    private void atMost(
            PrintStream out,
            String id,
            String what,
            String ours,
            String theirs,
            ToDoubleFunction<Load> of,
            double must) {
        judge(out, id, what, ratios(ours, theirs, of), must, false);
    }

    private List<Double> ratios(String ours, String theirs, ToDoubleFunction<Load> of) {
        List<Load> mine = loads.getOrDefault(ours, List.of());
        List<Load> other = loads.getOrDefault(theirs, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(mine.size(), other.size()); round++) {
            ratios.add(of.applyAsDouble(mine.get(round)) / of.applyAsDouble(other.get(round)));
        }
        return ratios;
    }

    private void judge(PrintStream out, String id, String what, List<Double> ratios, double must, boolean atLeast) {
        String goal = (atLeast ? ">= " : "<= ") + must;
        if (ratios.isEmpty()) {
            out.println("| " + id + " | " + what + " | " + goal + " | not measured | |");
            return;
        }
        double median = median(ratios);
        boolean met = atLeast ? median >= must * (1 - ALLOWANCE) : median <= must * (1 + ALLOWANCE);
        row(out, id, what, goal, shown("%.2f", ratios), met);
    }

    private void row(PrintStream out, String id, String what, String must, String measured, boolean met) {
        allMet &= met;
        out.println(
                "| " + id + " | " + what + " | " + must + " | " + measured + " | " + (met ? "met" : "missed") + " |");
    }
}
