package io.failstatic.system;

import io.failstatic.sample.SampleUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A control service, two edges behind a balancer, and an upstream: what outages happen to. */
final class Fleet implements AutoCloseable {

    private static final int NO_LIMIT = 1_000_000_000;

    private final SampleUpstream upstream;
    private final ControlService control;
    private final Edge first;
    private final Edge second;
    private final String key;
    private int limit = NO_LIMIT;

    /** Starts all of it; the first edge calls itself degraded after five seconds. */
    Fleet(Path directory) throws IOException {
        upstream = new SampleUpstream(0);
        upstream.start();
        control = new ControlService(directory).start();
        key = control.createTenantWithRoute(upstream.port(), NO_LIMIT);
        first = Edge.of(directory, "first", control, "--config-agent.degraded-after=5s")
                .start();
        second = Edge.of(directory, "second", control).start();
        awaitRevision(control.admin().revision());
    }

    ControlService control() {
        return control;
    }

    Edge first() {
        return first;
    }

    Edge second() {
        return second;
    }

    /** Users who never stop, at both edges. */
    Traffic traffic() {
        Traffic traffic = Traffic.through(List.of(first, second), key);
        traffic.awaitServed(100);
        return traffic;
    }

    /** Publishes another limit that nobody reaches, and answers the revision. */
    long changeTheLimit() {
        control.admin().replace("rate-limit-policies", "acme-api", ControlService.policy(--limit));
        return control.admin().revision();
    }

    /** The limit that was published last. */
    int limit() {
        return limit;
    }

    void awaitRevision(long revision) {
        first.awaitRevision(revision);
        second.awaitRevision(revision);
    }

    @Override
    public void close() {
        first.close();
        second.close();
        control.close();
        upstream.close();
    }
}
