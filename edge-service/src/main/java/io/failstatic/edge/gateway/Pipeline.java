package io.failstatic.edge.gateway;

import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.FlagSet;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.edge.ratelimit.RateLimit;
import io.failstatic.edge.ratelimit.RateLimiter;
import io.failstatic.edge.report.RequestReports;
import io.failstatic.edge.report.Traffic;
import io.failstatic.edge.tenant.Caller;
import io.failstatic.edge.tenant.Callers;
import io.failstatic.edge.tenant.Identification;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * What all event loops decide with. An evaluation that throws is contained: it is counted, and its default stands.
 * <em>Thread-safe.</em>
 *
 * @param snapshots the snapshot in force; one volatile read
 * @param flagNames the names of the flags that are on for a tenant, null when they take too much room
 * @param nanos the monotonic clock
 */
@Slf4j
record Pipeline(
        Supplier<Snapshot> snapshots,
        Callers callers,
        RateLimiter limiter,
        BiFunction<FlagSet, @Nullable String, @Nullable String> flagNames,
        Admission admission,
        Draining draining,
        Traffic traffic,
        SnapshotVerdict verdict,
        RequestReports reports,
        LongSupplier nanos) {

    /** Who calls; with an evaluation that throws, a caller without a tenant is refused. */
    Identification identify(Configuration configuration, Fields fields, String peer) {
        try {
            return callers.identify(configuration.tenants(), fields, peer);
        } catch (RuntimeException | StackOverflowError e) {
            contain(e);
            return new Identification.Refused(callers.client(fields, peer), "the API key cannot be checked");
        }
    }

    /** The rule for this path, or null. A rule whose condition throws does not match; the others are as they were. */
    @Nullable
    RoutingRule route(Configuration configuration, String path, RequestHeaders headers) {
        RoutingRule rule = null;
        try {
            rule = configuration.routes().match(path, name -> field(headers, name));
        } catch (RuntimeException | StackOverflowError e) {
            contain(e);
        }
        traffic.routed(rule != null);
        return rule;
    }

    private @Nullable String field(RequestHeaders headers, String name) {
        try {
            return headers.first(name);
        } catch (RuntimeException | StackOverflowError e) {
            contain(e);
            return null;
        }
    }

    /** Counts one request, or refuses it. */
    RateLimit limit(Configuration configuration, Caller caller, String scope, long now) {
        RateLimit limit;
        try {
            limit = limiter.count(configuration.rateLimits(), caller, scope, now);
        } catch (RuntimeException | StackOverflowError e) {
            contain(e);
            limit = limiter.count(Configuration.DEFAULTS.rateLimits(), caller, scope, now);
        }
        return decided(limit);
    }

    /** Notes a decision of the limiter that was taken elsewhere. */
    RateLimit decided(RateLimit limit) {
        traffic.rateLimited(limit.allowed());
        return limit;
    }

    /** How the caller's window stands, without counting. */
    RateLimit peek(Configuration configuration, Caller caller, String scope, long now) {
        try {
            return limiter.peek(configuration.rateLimits(), caller, scope, now);
        } catch (RuntimeException | StackOverflowError e) {
            contain(e);
            return limiter.peek(Configuration.DEFAULTS.rateLimits(), caller, scope, now);
        }
    }

    /** The names of the flags that are on, or null when they take too much room or cannot be told. */
    @Nullable
    String flags(FlagSet flags, @Nullable String tenantId) {
        try {
            String names = flagNames.apply(flags, tenantId);
            traffic.flagsEvaluated();
            if (names == null) {
                traffic.flagHeaderLeftOut();
            }
            return names;
        } catch (RuntimeException | StackOverflowError e) {
            contain(e);
            return null;
        }
    }

    void contain(Throwable thrown) {
        traffic.ruleFailed();
        verdict.failed(snapshots.get(), thrown);
        log.debug("contained an evaluation that threw", thrown);
    }
}
