package io.failstatic.benchmarks.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one peer did under load for some seconds.
 *
 * @param requestsPerSecond answers per second
 * @param p99Millis 99th percentile of the time to an answer
 * @param cpuMicros CPU time of the peer for each request
 * @param requests answers in all
 * @param failed answers but 2xx and 3xx, and errors of connections
 */
record Load(double requestsPerSecond, double p99Millis, double cpuMicros, long requests, long failed) {

    private static final int CONNECTIONS = 32;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("\\s99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in");
    private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKETS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    /** Puts a load on a peer with wrk, a closed loop of 32 connections. */
    static Load on(Peer peer, String path, int seconds) throws IOException, InterruptedException {
        Duration before = peer.cpu();
        Process wrk = new ProcessBuilder(List.of(
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + seconds + "s",
                        "--latency",
                        "-H",
                        "X-Api-Key: fsk_load",
                        "http://127.0.0.1:" + peer.port() + path))
                .redirectErrorStream(true)
                .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        return parse(said, peer.cpu().minus(before));
    }

    static Load parse(String said, Duration cpu) {
        Matcher p99 = P99.matcher(said);
        Matcher sockets = SOCKETS.matcher(said);
        if (!p99.find()) {
            throw new IllegalStateException("wrk: " + said);
        }
        double unit = switch (p99.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1;
            default -> 1000;
        };
        long failed = first(STATUS, said);
        if (sockets.find()) {
            for (int i = 1; i <= 4; i++) {
                failed += Long.parseLong(sockets.group(i));
            }
        }
        long requests = first(TOTAL, said);
        Matcher rate = RATE.matcher(said);
        double perSecond = rate.find() ? Double.parseDouble(rate.group(1)) : 0;
        return new Load(
                perSecond,
                Double.parseDouble(p99.group(1)) * unit,
                cpu.toNanos() / 1000.0 / Math.max(1, requests),
                requests,
                failed);
    }

    private static long first(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
