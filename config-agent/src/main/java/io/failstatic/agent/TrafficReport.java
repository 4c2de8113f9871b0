package io.failstatic.agent;

/**
 * How the host fared since the last report: the evidence that a staged change is judged by. <em>Immutable.</em>
 *
 * @param requests requests that were answered
 * @param errors requests that were answered by a server error
 * @param p99Millis 99th percentile of the answer time, in milliseconds
 * @param rateLimited requests that were refused by a rate limit
 * @param noRoute requests that matched no routing rule
 */
public record TrafficReport(long requests, long errors, double p99Millis, long rateLimited, long noRoute) {

    /** Takes a p99 that is no number, or negative, for none. */
    public TrafficReport {
        p99Millis = Double.isFinite(p99Millis) ? Math.max(0, p99Millis) : 0;
    }

    /** Both together; percentiles cannot be added, so the worse one stands for both. */
    TrafficReport plus(TrafficReport later) {
        return new TrafficReport(
                requests + later.requests,
                errors + later.errors,
                Math.max(p99Millis, later.p99Millis),
                rateLimited + later.rateLimited,
                noRoute + later.noRoute);
    }
}
