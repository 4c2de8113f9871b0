package io.failstatic.edge.report;

import io.failstatic.agent.TrafficReport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/**
 * The counts of all traffic: as metrics, and as the report that the agent's poll carries. Tags are names of outcomes, never
 * of tenants, routes or addresses. <em>Thread-safe; each call is a few atomic additions.</em>
 */
@Component
public final class Traffic {

    private final Map<Outcome, Answers> answers = new EnumMap<>(Outcome.class);
    private final Latencies latencies = new Latencies();
    private final LongAdder allowed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder matched = new LongAdder();
    private final LongAdder unmatched = new LongAdder();
    private final LongAdder flagEvaluations = new LongAdder();
    private final LongAdder flagHeadersLeftOut = new LongAdder();
    private final LongAdder ruleFailures = new LongAdder();
    private final MeterRegistry meters;

    private long reportedRequests;
    private long reportedErrors;
    private long reportedRateLimited;
    private long reportedNoRoute;

    /** Registers the metrics of all outcomes, so that they are there before the first request. */
    public Traffic(MeterRegistry meters) {
        this.meters = meters;
        for (Outcome outcome : Outcome.values()) {
            Timer timer = Timer.builder("edge.requests")
                    .description("Requests from their head to the end of their answer")
                    .tag("outcome", outcome.tag())
                    .publishPercentiles(0.5, 0.95, 0.99)
                    .register(meters);
            answers.put(outcome, new Answers(new LongAdder(), timer));
        }
        counter("edge.rate.limit", "outcome", "allowed", allowed, "Decisions of the rate limiter");
        counter("edge.rate.limit", "outcome", "refused", refused, "Decisions of the rate limiter");
        counter("edge.route", "outcome", "matched", matched, "Requests by whether a route was found");
        counter("edge.route", "outcome", "none", unmatched, "Requests by whether a route was found");
        counter("edge.flag.evaluations", flagEvaluations, "Flag decisions taken for requests and for queries");
        counter(
                "edge.flag.headers.omitted",
                flagHeadersLeftOut,
                "Requests forwarded without X-Feature-Flags, over 4 KB");
        counter("edge.rule.failures", ruleFailures, "Evaluations that threw and were contained");
    }

    /** A request has been answered, or its client has gone. */
    public void answered(Outcome outcome, long nanos) {
        latencies.add(nanos);
        Answers answer = answers.get(outcome);
        if (answer != null) {
            answer.count.increment();
            answer.timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** The limiter has let a request pass, or not. */
    public void rateLimited(boolean passed) {
        (passed ? allowed : refused).increment();
    }

    /** A route was looked for. */
    public void routed(boolean found) {
        (found ? matched : unmatched).increment();
    }

    /** Requests for which a route was looked for, so far. */
    public long decisions() {
        return matched.sum() + unmatched.sum();
    }

    /** Flags were decided. */
    public void flagsEvaluated() {
        flagEvaluations.increment();
    }

    /** A request went on without the names of its flags, because they take too much room. */
    public void flagHeaderLeftOut() {
        flagHeadersLeftOut.increment();
    }

    /** An evaluation threw, and its default was used. */
    public void ruleFailed() {
        ruleFailures.increment();
    }

    /** A try to reach a service is over: its outcome, and the time to the response headers or to the failure. */
    public void tried(String outcome, Duration duration) {
        // The registry returns the timer it made for this tag before.
        meters.timer("edge.upstream", "outcome", outcome).record(duration);
    }

    /** What happened since the last call; for the agent, the only caller. */
    public synchronized TrafficReport sinceLastReport() {
        long total = 0;
        long errors = 0;
        for (Outcome outcome : Outcome.values()) {
            long count = count(outcome);
            total += count;
            errors += outcome.isError() ? count : 0;
        }
        long limited = count(Outcome.RATE_LIMITED);
        long noRoute = count(Outcome.NO_ROUTE);
        TrafficReport report = new TrafficReport(
                total - reportedRequests,
                errors - reportedErrors,
                latencies.p99MillisSinceLastCall(),
                limited - reportedRateLimited,
                noRoute - reportedNoRoute);
        reportedRequests = total;
        reportedErrors = errors;
        reportedRateLimited = limited;
        reportedNoRoute = noRoute;
        return report;
    }

    private long count(Outcome outcome) {
        Answers answer = answers.get(outcome);
        return answer == null ? 0 : answer.count.sum();
    }

    private void counter(String name, String tag, String value, LongAdder adder, String description) {
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .tag(tag, value)
                .description(description)
                .register(meters);
    }

    private void counter(String name, LongAdder adder, String description) {
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .description(description)
                .register(meters);
    }

    private record Answers(LongAdder count, Timer timer) {}
}
