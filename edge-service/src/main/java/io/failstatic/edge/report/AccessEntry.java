package io.failstatic.edge.report;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request and what decided it. Holds no header fields, so no credentials. <em>Immutable.</em>
 *
 * @param atMillis when it ended, in milliseconds since the epoch
 * @param target path and query as they were sent
 * @param client address of the client, as far as it is known
 * @param upstream the endpoint that was asked last, or null when none was
 * @param tries how often a service was asked
 * @param status the status the client got, or was to get
 * @param nanos from its head to the end of its answer
 */
public record AccessEntry(
        long atMillis,
        String requestId,
        @Nullable String traceId,
        String method,
        String target,
        @Nullable String client,
        @Nullable String tenant,
        @Nullable String rule,
        long ruleVersion,
        @Nullable String policy,
        long policyVersion,
        Outcome decision,
        int status,
        @Nullable String service,
        @Nullable String upstream,
        int tries,
        long nanos,
        long revision) {}
