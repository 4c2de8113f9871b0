package io.failstatic.agent;

/**
 * How the host fared since the last report: the evidence that a staged change is judged by.
 *
 * @param requests requests that were answered
 * @param errors requests that were answered by a server error
 * @param p99Millis 99th percentile of the answer time, in milliseconds
 * @param rateLimited requests that were refused by a rate limit
 * @param noRoute requests that matched no routing rule
 */
public record TrafficReport(long requests, long errors, double p99Millis, long rateLimited, long noRoute) {}
